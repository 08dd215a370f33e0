package score

// Seal checks a bundle made by hand and returns a sealed copy. The error is Faults.
func (b *Bundle) Seal() (*Bundle, error) { return ReadBundle(b.JSON()) }

// Edit returns an unsealed copy whose units and answers may be changed.
func (b *Bundle) Edit() *Bundle {
	c := *b
	c.sealed = nil
	c.Units = append([]Unit(nil), b.Units...)
	c.Answers = append([]Answer(nil), b.Answers...)
	return &c
}

// Seal checks a set made by hand and returns a sealed copy. The error is Faults.
func (s *Set) Seal() (*Set, error) { return ReadSet(s.JSON()) }

// seal returns the bundle itself where it is sealed already.
func (b *Bundle) seal() (*Bundle, error) {
	if b.sealed != nil {
		return b, nil
	}
	return b.Seal()
}

func (s *Set) seal() (*Set, error) {
	if s.plan != nil {
		return s, nil
	}
	return s.Seal()
}

// Leaves lists the leaves in set order.
func (s *Set) Leaves() []*Node {
	var leaves []*Node
	s.walk(s.Nodes, func(n *Node) {
		if n.Leaf() {
			leaves = append(leaves, n)
		}
	})
	return leaves
}

// Areas lists the top nodes in set order; an area may itself be a leaf.
func (s *Set) Areas() []*Node { return s.Nodes }

// Find returns the node with the code.
func (s *Set) Find(code string) (*Node, bool) {
	if s.plan != nil {
		return s.plan.find(code)
	}
	var found *Node
	s.walk(s.Nodes, func(n *Node) {
		if n.Code == code && found == nil {
			found = n
		}
	})
	return found, found != nil
}

func (p *plan) find(code string) (*Node, bool) {
	ref, ok := p.byCode[code]
	switch {
	case !ok:
		return nil, false
	case ref.leaf:
		return p.leaves[ref.at].node, true
	}
	return p.inner[ref.at].node, true
}

// walk visits nodes in set order, a node before its children.
func (s *Set) walk(nodes []*Node, visit func(*Node)) {
	for _, n := range nodes {
		visit(n)
		s.walk(n.Children, visit)
	}
}
