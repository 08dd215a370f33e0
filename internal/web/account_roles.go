package web

import (
	"slices"

	"parindex/internal/account"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/unit"
	"parindex/internal/web/ui"
)

// places are the units and rounds for which roles are given.
type places struct {
	units  []unit.Unit
	rounds []round.Round
	areas  []ui.Option // of the sets that the rounds use, each code once
}

func (h *handlers) places(r *httpx.Request) (places, error) {
	units, err := h.Units.ListUnits(r.Context(), r.Actor, "")
	if err != nil {
		return places{}, err
	}
	rounds, err := h.Rounds.ListRounds(r.Context(), r.Actor)
	if err != nil {
		return places{}, err
	}
	i18n.SortBy(units, func(u unit.Unit) string { return u.Name })
	areas, err := h.areasIn(r, rounds)
	return places{units, rounds, areas}, err
}

// areasIn lists the areas of the sets that rounds use, each code once.
func (h *handlers) areasIn(r *httpx.Request, rounds []round.Round) ([]ui.Option, error) {
	var areas []ui.Option
	read, seen := map[par.ID]bool{}, map[string]bool{}
	for _, one := range rounds {
		for _, b := range one.Blocks {
			if read[b.EditionID] {
				continue
			}
			read[b.EditionID] = true
			e, err := h.Editions.Edition(r.Context(), r.Actor, b.EditionID)
			if err != nil {
				return nil, err
			}
			for _, area := range e.Set.Areas() {
				if !seen[area.Code] {
					seen[area.Code] = true
					areas = append(areas, ui.Option{Value: area.Code, Label: area.Code + ". " + area.Title})
				}
			}
		}
	}
	return areas, nil
}

// roleLine is one role, said.
type roleLine struct {
	Grant par.ID
	Role  string
	For   string
}

func (s places) lines(p i18n.Printer, held []account.Held) []roleLine {
	lines := make([]roleLine, len(held))
	for i, g := range held {
		lines[i] = roleLine{Grant: g.ID, Role: p.Value(g.Role), For: s.scope(p, g.Grant)}
	}
	return lines
}

// summary says each role once; one that was given several times, how often.
func (s places) summary(p i18n.Printer, held []account.Held) []roleLine {
	lines := s.lines(p, held)
	var short []roleLine
	for _, line := range lines {
		same := 0
		for _, other := range lines {
			if other.Role == line.Role {
				same++
			}
		}
		if slices.ContainsFunc(short, func(l roleLine) bool { return l.Role == line.Role }) {
			continue
		}
		if same > 1 {
			line.For = p.N("account.times", same)
		}
		short = append(short, line)
	}
	return short
}

// scope says for what a role was given.
func (s places) scope(p i18n.Printer, g par.Grant) string {
	text := ""
	add := func(part string) {
		if text != "" && part != "" {
			text += " · "
		}
		text += part
	}
	for _, u := range s.units {
		if u.ID == g.Unit {
			add(u.Name)
		}
	}
	for _, one := range s.rounds {
		if one.ID == g.Round {
			add(one.Title)
		}
	}
	if g.Block != "" {
		add(p.T("account.in_block", "block", g.Block))
	}
	if g.Area != "" {
		add(p.T("account.in_area", "area", g.Area))
	}
	return text
}

// roleForm gives one role, and asks only for what that role needs.
type roleForm struct {
	Role   par.Role
	Hint   string
	Key    string
	Err    *par.Error
	Fields []ui.Field
}

// newRoleForms make a form for each role. What was typed and refused stands in
// the form of its role.
func newRoleForms(p i18n.Printer, key string, s places, typed par.Grant, refused *par.Error) []roleForm {
	forms := make([]roleForm, 0, len(par.Roles()))
	for _, role := range par.Roles() {
		f := roleForm{Role: role, Hint: p.T("account.hint." + string(role)), Key: key + "-" + string(role)}
		var mine par.Grant
		if refused != nil && typed.Role == role {
			f.Err, mine = refused, typed
		}
		for _, field := range s.roleFields(p, role, mine) {
			field.ID = "f-" + string(role) + "-" + field.Name
			f.Fields = append(f.Fields, field.Refused(p, f.Err))
		}
		forms = append(forms, f)
	}
	return forms
}

// roleFields are what must be said of a role beside who holds it.
func (s places) roleFields(p i18n.Printer, role par.Role, typed par.Grant) []ui.Field {
	switch role {
	case par.Officer, par.Leader:
		return []ui.Field{s.unitField(p, typed.Unit, p.T("common.choose"), true)}
	case par.Appraiser:
		own := s.unitField(p, typed.Unit, p.T("account.no_unit"), false)
		own.Label, own.Hint = p.T("account.home"), p.T("account.home_hint")
		return []ui.Field{s.roundField(p, typed.Round, p.T("common.choose"), true), s.blockField(p, typed.Block), s.areaField(p, typed.Area), own}
	case par.Member:
		own := s.unitField(p, typed.Unit, p.T("account.no_unit"), false)
		own.Label, own.Hint = p.T("account.home"), p.T("account.home_hint")
		return []ui.Field{s.roundField(p, typed.Round, p.T("account.every_round"), false), own}
	}
	return nil
}

func (s places) unitField(p i18n.Printer, value par.ID, none string, needed bool) ui.Field {
	f := ui.Field{Name: "unit", Label: p.T("common.unit"), Value: string(value), Required: needed, Options: []ui.Option{{Label: none}}}
	for _, u := range s.units {
		f.Options = append(f.Options, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	return f
}

func (s places) roundField(p i18n.Printer, value par.ID, none string, needed bool) ui.Field {
	f := ui.Field{Name: "round", Label: p.T("common.round"), Value: string(value), Required: needed, Options: []ui.Option{{Label: none}}}
	for _, one := range s.rounds {
		f.Options = append(f.Options, ui.Option{Value: string(one.ID), Label: one.Title})
	}
	return f
}

func (s places) blockField(p i18n.Printer, value string) ui.Field {
	f := ui.Field{Name: "block", Label: p.T("common.block"), Value: value, Options: []ui.Option{{Label: p.T("account.every_block")}}}
	seen := map[string]bool{}
	for _, one := range s.rounds {
		for _, b := range one.Blocks {
			if !seen[b.Code] {
				seen[b.Code] = true
				f.Options = append(f.Options, ui.Option{Value: b.Code, Label: b.Name})
			}
		}
	}
	return f
}

func (s places) areaField(p i18n.Printer, value string) ui.Field {
	f := ui.Field{Name: "area", Label: p.T("account.area"), Value: value, Options: append([]ui.Option{{Label: p.T("round.every_area")}}, s.areas...)}
	return f
}
