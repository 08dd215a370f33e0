package web

import (
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/web/ui"
)

// extensionsView is every extension of a round.
type extensionsView struct {
	ui.Page
	Round round.Round
	Rows  []extensionRow
	Give  *actForm
}

// extensionRow is one extension, said.
type extensionRow struct {
	Unit, Href   string
	Stage, What  string
	Closes       string
	Reason       string
	Given, Ended string
	Why          string // it was taken back
	State        tagged
	Struck       bool
	Remove       *actForm
}

func (h *handlers) showExtensions(r *httpx.Request) (httpx.Reply, error) {
	return h.extensionsPage(r, refusedAct{})
}

func (h *handlers) extensionsPage(r *httpx.Request, refused refusedAct) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	g, err := h.Dossiers.ExtensionsOf(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := extensionsView{Page: h.page(r, p.T("case.extensions_of", "round", g.Round.Title), pathRounds), Round: g.Round}
	v.DemoNote = g.Round.DemoNote
	parts := map[par.ID]round.Participant{}
	for _, part := range g.Parts {
		parts[part.Unit.ID] = part
	}
	for i := len(g.Extensions) - 1; i >= 0; i-- {
		e := g.Extensions[i]
		v.Rows = append(v.Rows, extensionRowOf(r, p, g.Round, parts[e.Unit], e, g.Names, backOr(r, roundPath(g.Round, "/extensions")), refused))
	}
	if may(r, policy.ExtendDeadline, g.Round.Resource()) && g.Round.State != par.Preparing {
		v.Give = giveForm(r, p, g, refused)
	}
	return httpx.Page{Status: statusOf(refused.err), Body: extensionsPage(v)}, nil
}

// giveForm asks for a new extension of any unit.
func giveForm(r *httpx.Request, p i18n.Printer, g dossier.Register, refused refusedAct) *actForm {
	typed := func(field, offered string) string { return refused.typedIn(r, "give", field, offered) }
	f := &actForm{
		Question: ui.Question{
			ID: "give", Button: p.T("case.give"), Title: p.T("case.give"), Action: roundPath(g.Round, "/extensions"),
			Effects: []string{p.T("case.give_effect"), p.T("case.give_told")},
		},
		Key: r.Random(16), Version: strconv.FormatInt(g.Round.Version, 10),
	}
	units := ui.Field{Name: "unit", ID: "give-unit", Label: p.T("common.unit"), Value: typed("unit", ""), Required: true, Options: []ui.Option{{Label: p.T("common.choose")}}}
	for _, part := range g.Parts {
		if b, _ := g.Round.Block(part.Block); part.Dropped == "" && b.Skipped == "" {
			units.Options = append(units.Options, ui.Option{Value: string(part.Unit.ID), Label: part.Unit.Name})
		}
	}
	f.Fields = append(f.Fields, units, stageField(p, g.Round, "give", typed("stage", string(g.Round.State))),
		ui.Field{Name: "leaf", ID: "give-leaf", Label: p.T("case.leaf"), Value: typed("leaf", ""), MaxLength: 40, Hint: p.T("case.leaf_empty")})
	f.Fields = append(f.Fields, momentFields(p, "give", typed("closes", ""), typed("closes_at", "17:00"))...)
	f.Fields = append(f.Fields, reasonField(p, "give", typed("reason", "")))
	return refused.over(p, f)
}

// extensionRowOf says one extension; back is the page to which its removal returns.
func extensionRowOf(r *httpx.Request, p i18n.Printer, of round.Round, part round.Participant, e round.Extension, names map[par.ID]string, back string, refused refusedAct) extensionRow {
	row := extensionRow{
		Unit: part.Unit.Name, Href: unitCasePath(of, e.Unit), Stage: p.Value(e.Stage), What: p.T("case.whole"), Closes: p.DateTime(e.Closes), Reason: e.Reason,
		Given: p.T("case.at_by", "at", e.GrantedAt, "name", names[e.GrantedBy]),
	}
	if e.Leaf != "" {
		row.What = p.T("case.one_leaf", "leaf", e.Leaf)
	}
	switch {
	case e.RemovedAt != 0:
		row.State, row.Struck = tagged{Kind: "bad", Icon: "lock", Text: p.T("case.removed")}, true
		row.Ended, row.Why = p.T("case.removed_by", "at", e.RemovedAt, "name", names[e.RemovedBy]), e.RemovedFor
	case e.Closes <= r.Now:
		row.State = tagged{Icon: "clock", Text: p.T("case.over")}
	default:
		row.State = tagged{Kind: "act", Icon: "check", Text: p.T("case.in_force")}
	}
	resource, block := of.Resource(), blockNamed(of, part.Block)
	resource.Out = part.Dropped != "" || block.Skipped != ""
	if e.RemovedAt == 0 && may(r, policy.ExtendDeadline, resource) {
		row.Remove = removeForm(r, p, of, part, e, back, refused)
	}
	return row
}

func blockNamed(of round.Round, code string) round.Block {
	b, _ := of.Block(code)
	return b
}

func removeForm(r *httpx.Request, p i18n.Printer, of round.Round, part round.Participant, e round.Extension, back string, refused refusedAct) *actForm {
	id, what := "remove-"+string(e.ID), p.T("case.whole")
	if e.Leaf != "" {
		what = p.T("case.one_leaf", "leaf", e.Leaf)
	}
	return refused.over(p, &actForm{
		Question: ui.Question{
			ID: id, Button: p.T("case.remove"), Title: p.T("case.ask_remove", "unit", part.Unit.Name, "what", what, "stage", e.Stage), Bad: true,
			Effects: []string{
				p.T("case.remove_effect", "stage", e.Stage, "deadline", without(of, e).WindowFor(e.Stage, e.Unit, e.Leaf).Closes),
				p.T("case.remove_kept"), p.T("case.told_unit", "unit", part.Unit.Name),
			},
			Action: roundPath(of, "/extensions/"+string(e.ID)+"/remove"),
		},
		Key: r.Random(16), Version: strconv.FormatInt(e.Version, 10), Hidden: [][2]string{{"back", back}},
		Fields: []ui.Field{reasonField(p, id, refused.typedIn(r, id, "reason", ""))},
	})
}

// without is a round as it would be without one of its extensions.
func without(of round.Round, e round.Extension) round.Round {
	var left []round.Extension
	for _, other := range of.Extensions {
		if other.ID != e.ID {
			left = append(left, other)
		}
	}
	of.Extensions = left
	return of
}

func (h *handlers) postExtension(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	unit := par.ID(r.Text("unit"))
	if !unit.Valid() {
		policy.Note(r.Context(), policy.ExtendDeadline)
		return h.extensionsPage(r, refusedAct{"give", par.InvalidFields(map[string]par.Text{"unit": par.T("error.choose")})})
	}
	if err := h.extend(r, id, unit); err != nil {
		if e := retry(err); e != nil {
			return h.extensionsPage(r, refusedAct{"give", e})
		}
		return nil, err
	}
	return httpx.Redirect{To: pathRounds + "/" + string(id) + "/extensions", Done: "extended"}, nil
}

func (h *handlers) postRemoveExtension(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	extension, err := r.PathID("extension")
	if err != nil {
		return nil, err
	}
	if err := h.Rounds.RemoveExtension(r.Context(), r.Actor, id, extension, version(r), r.Text("reason"), r.Key()); err != nil {
		if e := retry(err); e != nil && may(r, policy.ReadBoard, policy.Resource{}) {
			return h.extensionsPage(r, refusedAct{"remove-" + string(extension), e})
		}
		return nil, err
	}
	return httpx.Redirect{To: backOr(r, pathRounds+"/"+string(id)+"/extensions"), Done: "extension_removed"}, nil
}

// backOr is the page that the form names as the one to go back to, or the usual one.
func backOr(r *httpx.Request, usual string) string {
	if typed := r.Text("back"); httpx.Local(typed) {
		return typed
	}
	return usual
}
