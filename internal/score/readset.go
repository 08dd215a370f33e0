package score

// set reads a set and prepares its plan; the plan is missing where the set has faults.
func (r *reader) set() *Set {
	s := &Set{PointsDecimals: 2}
	before := r.count()
	r.object("2", func(key []byte) bool {
		switch string(key) {
		case "id":
			return r.name("2", &s.ID)
		case "title":
			return r.text("2", &s.Title)
		case "points_decimals":
			return r.whole("1", &s.PointsDecimals, 0, 4)
		case "bonus_cap":
			return r.number("4", &s.BonusCap)
		case "penalty_cap":
			return r.number("4", &s.PenaltyCap)
		case "nodes":
			return known(r.array("2", func(int) { s.Nodes = append(s.Nodes, r.node()) }))
		}
		return false
	}, "id", "nodes")
	if !r.since(before) {
		s.plan = newPlan(r.log, s)
	}
	return s
}

// node reads one node with its children.
func (r *reader) node() *Node {
	n := &Node{}
	if r.nodes++; r.nodes > maxNodes {
		r.tooMany("nodes", maxNodes)
		return n
	}
	var na, kind string
	var own []string // the fields that only a leaf has
	r.object("2", func(key []byte) bool {
		switch string(key) {
		case "code":
			return r.name("2", &n.Code)
		case "title":
			return r.text("2", &n.Title)
		case "children":
			return known(r.array("2", func(int) { n.Children = append(n.Children, r.node()) }))
		}
		if contains(leafFields, string(key)) {
			own = append(own, string(key))
		}
		switch string(key) {
		case "max":
			return r.number("2", &n.Max)
		case "na":
			return r.choice("3", &na, string(NAForbid), string(NARemove), string(NAFull))
		case "kind":
			return r.choice("3", &kind, string(Normal), string(Bonus), string(Penalty))
		case "rule":
			n.Rule = r.rule(false)
			return true
		}
		return false
	}, "code")
	n.NA, n.Kind = NA(na), Kind(kind)
	if len(n.Children) > 0 {
		for _, field := range own {
			r.faultIn(field, "2", "a node with children has no %s of its own", field)
		}
		return n
	}
	r.finishLeaf(n, own)
	return n
}

// The limits of one set, far beyond use: nodes, rules with their parts, and the
// entries of one list in a rule.
const (
	maxNodes  = 100_000
	maxListed = 1000
)

// tooMany faults what goes beyond a limit, and passes over it.
func (r *reader) tooMany(what string, most int) {
	r.fault("2", "there are more than %d %s", most, what)
	r.skip()
}

// entries reads a list in a rule.
func (r *reader) entries(rule string, element func()) bool {
	r.array(rule, func(i int) {
		if i >= maxListed {
			r.tooMany("entries", maxListed)
			return
		}
		element()
	})
	return true
}

// leafFields are the fields that only a leaf has.
var leafFields = []string{"max", "na", "kind", "rule"}

// finishLeaf sets a leaf's defaults and checks that it has what it needs.
func (r *reader) finishLeaf(n *Node, own []string) {
	if n.NA == "" {
		n.NA = NAForbid
	}
	if n.Kind == "" {
		n.Kind = Normal
	}
	if !contains(own, "rule") {
		r.fault("2", "a node without children is a leaf, and a leaf needs a rule")
	}
	if !contains(own, "max") {
		r.faultIn("max", "2", "is required")
	}
	if n.NA == NAFull && n.Kind != Normal {
		r.faultIn("na", "3", "full is for normal leaves only")
	}
}

func contains(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}
