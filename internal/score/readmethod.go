package score

// maxDecimals bounds index_decimals and percent_decimals, which the contract
// leaves open; it is the bound that it gives for round in a formula.
const maxDecimals = 20

func (r *reader) method() *Method {
	m := DefaultMethod()
	r.object("2", func(key []byte) bool {
		switch string(key) {
		case "index_decimals":
			return r.whole("2", &m.IndexDecimals, 0, maxDecimals)
		case "rank_on":
			return r.choice("5", &m.RankOn, "rounded", "exact")
		case "ranking":
			return r.choice("5", &m.Ranking, "competition", "dense")
		case "tie_break":
			return known(r.array("5", func(int) {
				m.TieBreak = append(m.TieBreak, "")
				r.name("5", &m.TieBreak[len(m.TieBreak)-1])
			}))
		case "average_of":
			return r.choice("5", &m.AverageOf, "exact", "rounded")
		case "no_survey":
			return r.choice("4", &m.NoSurvey, "remove", "zero")
		case "cap_at_100":
			return r.flag("4", &m.CapAt100)
		case "classes":
			return known(r.array("5", func(int) { m.Classes = append(m.Classes, r.class()) }))
		case "class_caps":
			return known(r.array("5", func(int) { m.ClassCaps = append(m.ClassCaps, r.classCap()) }))
		}
		return false
	}, "classes")
	return m
}

func (r *reader) class() Class {
	var c Class
	r.object("5", func(key []byte) bool {
		switch string(key) {
		case "name":
			return r.name("5", &c.Name)
		case "from":
			return r.number("5", &c.From)
		}
		return false
	}, "name", "from")
	return c
}

func (r *reader) classCap() ClassCap {
	var c ClassCap
	r.object("5", func(key []byte) bool {
		switch string(key) {
		case "node":
			return r.name("5", &c.Node)
		case "index_below":
			return r.number("5", &c.IndexBelow)
		case "at_most":
			return r.name("5", &c.AtMost)
		case "reason":
			return r.text("5", &c.Reason)
		}
		return false
	}, "node", "index_below", "at_most")
	return c
}

// checkMethod checks what a method says of classes and of the set's nodes.
func (r *reader) checkMethod(m *Method, p *plan) {
	if len(m.Classes) > maxListed || len(m.ClassCaps) > maxListed || len(m.TieBreak) > maxListed {
		r.fault("5", "a method has at most %d classes, class caps and tie-breaks", maxListed)
		return
	}
	r.checkClasses(m.Classes)
	for i, tie := range m.TieBreak {
		r.in("tie_break")
		r.at(i)
		if code, ok := tieNode(tie); ok {
			r.checkNode(p, code)
		} else if tie != "points" && tie != "" {
			r.fault("5", "%s is neither points nor node:CODE", quoted(tie))
		}
		r.out()
		r.out()
	}
	for i, c := range m.ClassCaps {
		r.in("class_caps")
		r.at(i)
		r.in("node")
		if c.Node != "" {
			r.checkNode(p, c.Node)
		}
		r.out()
		if c.AtMost != "" && classNamed(m.Classes, c.AtMost) < 0 {
			r.faultIn("at_most", "5", "there is no class %s", quoted(c.AtMost))
		}
		r.out()
		r.out()
	}
}

func (r *reader) checkNode(p *plan, code string) {
	if _, ok := p.byCode[code]; !ok {
		r.fault("5", "the set has no node %s", quoted(code))
	}
}

func (r *reader) checkClasses(classes []Class) {
	r.in("classes")
	defer r.out()
	for i, c := range classes {
		r.at(i)
		if c.Name != "" && classNamed(classes, c.Name) < i {
			r.faultIn("name", "5", "the class %s is already listed", quoted(c.Name))
		}
		if i > 0 && c.From.Known() && classes[i-1].From.Known() && c.From.Cmp(classes[i-1].From) >= 0 {
			r.faultIn("from", "2", "the classes are not in falling order")
		}
		r.out()
	}
	last := len(classes) - 1
	if last < 0 || classes[last].From.Known() && classes[last].From.Sign() != 0 {
		r.fault("2", "the classes do not end at 0")
	}
}

// classNamed returns the position of a class, -1 where there is none.
func classNamed(classes []Class, name string) int {
	for i, c := range classes {
		if c.Name == name {
			return i
		}
	}
	return -1
}
