package web

import (
	"cmp"
	"slices"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
	"parindex/internal/web/ui"
)

// appraisersView gives areas to people.
type appraisersView struct {
	ui.Page
	round.Setup
	Key     string
	Err     *par.Error
	Person  ui.Field
	Unit    ui.Field
	Block   ui.Field
	Areas   []*score.Node
	Chosen  []string // codes of areas
	NoAreas string   // what is wrong with the choice of areas
}

func (h *handlers) showAppraisers(r *httpx.Request) (httpx.Reply, error) {
	return h.appraisersPage(r, round.Assignment{}, nil)
}

func (h *handlers) appraisersPage(r *httpx.Request, typed round.Assignment, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	s, err := h.Rounds.Setup(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := appraisersView{
		Page: h.page(r, p.T("round.appraisers"), pathRounds), Setup: s, Key: r.Random(16), Err: refused, Areas: areasOf(s.Sets), Chosen: typed.Areas,
		Person: personField(p, s, typed).Refused(p, refused), Unit: ownUnitField(p, s, typed).Refused(p, refused),
		Block: appraisedBlockField(p, s, typed).Refused(p, refused),
	}
	v.DemoNote = s.DemoNote
	slices.SortStableFunc(v.Appraisers, func(a, b round.Appraiser) int {
		return cmp.Or(cmp.Compare(v.place(a.Held.Area), v.place(b.Held.Area)), cmp.Compare(a.Held.Block, b.Held.Block))
	})
	if refused != nil {
		if text, ok := refused.Fields["area"]; ok {
			v.NoAreas = p.Text(text)
		}
	}
	return httpx.Page{Status: statusOf(refused), Body: appraisersPage(v)}, nil
}

// place is where an area stands among those of the round; every area is first.
func (v appraisersView) place(area string) int {
	return slices.IndexFunc(v.Areas, func(n *score.Node) bool { return n.Code == area })
}

func personField(p i18n.Printer, s round.Setup, typed round.Assignment) ui.Field {
	f := ui.Field{Name: "person", Label: p.T("round.person"), Value: string(typed.Person), Required: true, Options: []ui.Option{{Label: p.T("common.choose")}}}
	for _, one := range s.People {
		label := one.Name
		if one.Title != "" {
			label += " – " + one.Title
		}
		for _, u := range s.Units {
			if slices.Contains(one.Units, u.ID) {
				label += " (" + u.Name + ")"
				break
			}
		}
		f.Options = append(f.Options, ui.Option{Value: string(one.ID), Label: label})
	}
	return f
}

func ownUnitField(p i18n.Printer, s round.Setup, typed round.Assignment) ui.Field {
	f := ui.Field{
		Name: "unit", Label: p.T("round.own_unit"), Value: string(typed.Unit), Hint: p.T("round.own_unit_hint"),
		Options: []ui.Option{{Label: p.T("round.own_unit_known")}},
	}
	units := slices.Clone(s.Units)
	i18n.SortBy(units, func(u unit.Unit) string { return u.Name })
	for _, u := range units {
		if u.Active {
			f.Options = append(f.Options, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return f
}

func appraisedBlockField(p i18n.Printer, s round.Setup, typed round.Assignment) ui.Field {
	f := ui.Field{Name: "block", Label: p.T("common.block"), Value: typed.Block, Options: []ui.Option{{Label: p.T("round.every_block")}}}
	for _, b := range s.Blocks {
		f.Options = append(f.Options, ui.Option{Value: b.Code, Label: b.Name})
	}
	return f
}

func (h *handlers) postAppraiser(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	typed := round.Assignment{Person: par.ID(r.Text("person")), Unit: par.ID(r.Text("unit")), Block: r.Text("block"), Areas: r.Form["area"]}
	err = h.Rounds.AssignAppraiser(r.Context(), r.Actor, id, version(r), typed, r.Key())
	if refused := refusal(err); refused != nil {
		return h.appraisersPage(r, typed, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: pathRounds + "/" + string(id) + "/appraisers", Done: "saved"}, nil
}

func (h *handlers) postReleaseAppraiser(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	grant, err := r.PathID("grant")
	if err != nil {
		return nil, err
	}
	err = h.Rounds.ReleaseAppraiser(r.Context(), r.Actor, id, version(r), grant, r.Key())
	if refused := refusal(err); refused != nil {
		return h.appraisersPage(r, round.Assignment{}, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: pathRounds + "/" + string(id) + "/appraisers", Done: "saved"}, nil
}
