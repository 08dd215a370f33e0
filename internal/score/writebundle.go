package score

// JSON writes the bundle as parindex.bundle/1; ReadBundle reads it back.
func (b *Bundle) JSON() []byte {
	w := &writer{}
	w.element(func() {
		w.text("format", BundleFormat)
		w.object("round", func() {
			w.text("id", b.Round.ID)
			w.whole("year", b.Round.Year)
			w.optional("title", b.Round.Title)
		})
		if b.Set != nil {
			w.object("set", func() { w.set(b.Set) })
		}
		if b.Method != nil {
			w.object("method", func() { w.method(b.Method) })
		}
		w.array("units", len(b.Units), func(i int) { w.unit(&b.Units[i]) })
		w.array("answers", len(b.Answers), func(i int) { w.answer(&b.Answers[i]) })
		if b.Previous != nil {
			w.object("previous", func() { w.previous(b.Previous) })
		}
	})
	return w.b
}

// JSON writes the set as it stands in a bundle.
func (s *Set) JSON() []byte {
	w := &writer{}
	w.element(func() { w.set(s) })
	return w.b
}

// JSON writes the method as it stands in a bundle.
func (m *Method) JSON() []byte {
	w := &writer{}
	w.element(func() { w.method(m) })
	return w.b
}

// JSON writes the value as it stands in an answer.
func (v *Value) JSON() []byte {
	w := &writer{}
	w.element(func() { w.value(v) })
	return w.b
}

func (w *writer) set(s *Set) {
	w.text("id", s.ID)
	w.optional("title", s.Title)
	w.whole("points_decimals", s.PointsDecimals)
	w.number("bonus_cap", s.BonusCap)
	w.number("penalty_cap", s.PenaltyCap)
	w.array("nodes", len(s.Nodes), func(i int) { w.node(s.Nodes[i]) })
}

func (w *writer) node(n *Node) {
	w.element(func() {
		w.text("code", n.Code)
		w.optional("title", n.Title)
		if len(n.Children) > 0 {
			w.array("children", len(n.Children), func(i int) { w.node(n.Children[i]) })
		}
		w.number("max", n.Max)
		w.optional("na", string(n.NA))
		w.optional("kind", string(n.Kind))
		if n.Rule != nil {
			w.object("rule", func() { w.rule(n.Rule) })
		}
	})
}

func (w *writer) method(m *Method) {
	w.whole("index_decimals", m.IndexDecimals)
	w.optional("rank_on", m.RankOn)
	w.optional("ranking", m.Ranking)
	w.array("tie_break", len(m.TieBreak), func(i int) {
		w.comma()
		w.b = appendText(w.b, m.TieBreak[i])
	})
	w.optional("average_of", m.AverageOf)
	w.optional("no_survey", m.NoSurvey)
	w.flag("cap_at_100", m.CapAt100)
	w.array("classes", len(m.Classes), func(i int) {
		w.element(func() {
			w.text("name", m.Classes[i].Name)
			w.number("from", m.Classes[i].From)
		})
	})
	w.array("class_caps", len(m.ClassCaps), func(i int) {
		c := &m.ClassCaps[i]
		w.element(func() {
			w.text("node", c.Node)
			w.number("index_below", c.IndexBelow)
			w.text("at_most", c.AtMost)
			w.optional("reason", c.Reason)
		})
	})
}

func (w *writer) unit(u *Unit) {
	w.element(func() {
		w.text("code", u.Code)
		w.optional("name", u.Name)
		w.flag("ranked", u.Ranked)
	})
}

func (w *writer) previous(p *Previous) {
	if p.Year != nil {
		w.whole("year", *p.Year)
	}
	w.number("average", p.Average)
	w.array("results", len(p.Results), func(i int) {
		r := &p.Results[i]
		w.element(func() {
			w.text("unit", r.Unit)
			w.number("index", r.Index)
			w.optional("class", r.Class)
			if r.Rank != 0 {
				w.whole("rank", r.Rank)
			}
		})
	})
}
