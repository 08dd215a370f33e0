package score

// value reads the value of an answer by its shape; the rule comes later.
func (r *reader) value() *Value {
	v := &Value{}
	r.object("3", func(key []byte) bool {
		switch string(key) {
		case "yes":
			v.Yes = new(bool)
			return r.flag("3 yes_no", v.Yes)
		case "checked":
			v.Checked = []string{}
			return known(r.array("3 checklist", func(i int) {
				v.Checked = append(v.Checked, "")
				r.text("3 checklist", &v.Checked[i])
			}))
		case "option":
			v.Option = new(string)
			return r.text("3 choice", v.Option)
		case "a":
			return r.number("3", &v.A)
		case "b":
			return r.number("3", &v.B)
		case "percent":
			return r.number("3", &v.Percent)
		case "count":
			return r.number("3", &v.Count)
		case "points":
			return r.number("3 manual", &v.Points)
		}
		return r.longValue(v, string(key))
	})
	return v
}

// longValue reads the fields that have an inner life.
func (r *reader) longValue(v *Value, key string) bool {
	switch key {
	case "vars":
		v.Vars = []VarValue{}
		return known(r.object("3 formula", func(key []byte) bool {
			one := VarValue{Name: string(key)}
			r.number("3 formula", &one.Value)
			v.Vars = append(v.Vars, one)
			return true
		}))
	case "parts":
		v.Parts = []*Value{}
		return known(r.array("3", func(int) {
			if r.null() {
				v.Parts = append(v.Parts, nil)
			} else {
				v.Parts = append(v.Parts, r.value())
			}
		}))
	case "groups":
		v.Groups = []GroupTally{}
		return known(r.object("3 survey", func(key []byte) bool {
			v.Groups = append(v.Groups, r.tally(string(key)))
			return true
		}))
	}
	return false
}

func (r *reader) tally(id string) GroupTally {
	g := GroupTally{ID: id}
	r.object("3 survey", func(key []byte) bool {
		switch string(key) {
		case "ballots":
			return r.number("3 survey", &g.Ballots)
		case "questions":
			return known(r.array("3 survey", func(int) { g.Questions = append(g.Questions, r.question()) }))
		}
		return false
	}, "ballots", "questions")
	return g
}

func (r *reader) question() []OptionTally {
	var q []OptionTally
	r.object("3 survey", func(key []byte) bool {
		o := OptionTally{Option: string(key)}
		r.number("3 survey", &o.Count)
		q = append(q, o)
		return true
	})
	return q
}
