package web

import (
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/unit"
	"parindex/internal/web/ui"
)

// rollView is who takes part in a round.
type rollView struct {
	ui.Page
	Round  round.Round
	Blocks []rollBlock
	Join   *actForm
}

// rollBlock is one block with its units and the act that leaves it out or takes it in.
type rollBlock struct {
	Code, Name, Skipped string
	Rows                []rollRow
	Act                 *actForm
}

// rollRow is one unit.
type rollRow struct {
	Name, Href, Dropped string
	State               tagged
	Until               string // its deadline in the present stage
	More                bool   // which is later than that of all
	Fallback            string
}

func (h *handlers) showRoll(r *httpx.Request) (httpx.Reply, error) {
	return h.rollPage(r, refusedAct{})
}

func (h *handlers) rollPage(r *httpx.Request, refused refusedAct) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	roll, err := h.Dossiers.RollOf(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := rollView{Page: h.page(r, p.T("case.units_of", "round", roll.Round.Title), pathRounds), Round: roll.Round}
	v.DemoNote = roll.Round.DemoNote
	change := may(r, policy.ChangeUnits, roll.Round.Resource())
	for _, b := range roll.Round.Blocks {
		one := rollBlock{Code: b.Code, Name: b.Name, Skipped: b.Skipped}
		for _, part := range roll.Parts {
			if part.Block == b.Code {
				one.Rows = append(one.Rows, rollRowOf(p, roll, b, part))
			}
		}
		if change {
			one.Act = blockAct(r, p, roll.Round, b, len(one.Rows), refused)
		}
		v.Blocks = append(v.Blocks, one)
	}
	if change && (roll.Round.State == par.SelfScoring || roll.Round.State == par.Appraisal1) {
		units, err := h.Units.ListUnits(r.Context(), r.Actor, "")
		if err != nil {
			return nil, err
		}
		v.Join = joinForm(r, p, roll, units, refused)
	}
	return httpx.Page{Status: statusOf(refused.err), Body: rollPage(v)}, nil
}

func rollRowOf(p i18n.Printer, roll dossier.Roll, b round.Block, part round.Participant) rollRow {
	d := roll.Dossiers[part.Unit.ID]
	place := dossier.Place{Dossier: d, Round: roll.Round, Block: b, Unit: part.Unit, Dropped: part.Dropped, At: roll.Now}
	row := rollRow{Name: part.Unit.Name, Href: unitCasePath(roll.Round, part.Unit.ID), Dropped: part.Dropped, State: standingTag(p, part, place)}
	if d.ID == "" || part.Dropped != "" || b.Skipped != "" {
		return row
	}
	if w := place.Window(); w.Closes != 0 {
		row.Until, row.More = p.DateTime(w.Closes), w.Closes > roll.Round.Window(place.Stage()).Closes
	}
	if d.Fallback != "" {
		row.Fallback = p.T("case.fallback." + string(d.Fallback))
	}
	return row
}

// blockAct leaves a block out of the round, or takes it in again.
func blockAct(r *httpx.Request, p i18n.Printer, of round.Round, b round.Block, units int, refused refusedAct) *actForm {
	id := "skip-" + b.Code
	if b.Skipped != "" {
		id = "unskip-" + b.Code
		return refused.over(p, &actForm{
			Question: ui.Question{
				ID: id, Button: p.T("case.unskip"), Title: p.T("case.ask_unskip", "block", b.Name), Small: true, Action: blockPath(of, b, "/unskip"),
				Effects: []string{p.N("case.unskip_effect", units)},
			},
			Key: r.Random(16), Version: strconv.FormatInt(of.Version, 10), Fields: []ui.Field{reasonField(p, id, refused.typedIn(r, id, "reason", ""))},
		})
	}
	return refused.over(p, &actForm{
		Question: ui.Question{
			ID: id, Button: p.T("case.skip"), Title: p.T("case.ask_skip", "block", b.Name), Bad: true, Action: blockPath(of, b, "/skip"),
			Effects: []string{p.N("case.skip_effect", units), p.T("case.skip_result")},
		},
		Key: r.Random(16), Version: strconv.FormatInt(of.Version, 10), Fields: []ui.Field{reasonField(p, id, refused.typedIn(r, id, "reason", ""))},
	})
}

// joinForm takes a unit into the running round.
func joinForm(r *httpx.Request, p i18n.Printer, roll dossier.Roll, units []unit.Unit, refused refusedAct) *actForm {
	present := map[par.ID]bool{}
	for _, part := range roll.Parts {
		present[part.Unit.ID] = true
	}
	typed := func(name, offered string) string { return refused.typedIn(r, "join", name, offered) }
	choice := ui.Field{Name: "unit", ID: "join-unit", Label: p.T("common.unit"), Required: true, Value: typed("unit", ""), Options: []ui.Option{{Label: p.T("common.choose")}}}
	for _, u := range units {
		if u.Active && !present[u.ID] {
			choice.Options = append(choice.Options, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	block := ui.Field{Name: "block", ID: "join-block", Label: p.T("common.block"), Required: true, Value: typed("block", "")}
	for _, b := range roll.Round.Blocks {
		if b.Skipped == "" {
			block.Options = append(block.Options, ui.Option{Value: b.Code, Label: b.Name})
		}
	}
	ranked := ui.Field{Name: "ranked", ID: "join-ranked", Label: p.T("case.ranking"), Value: typed("ranked", "yes"), Options: []ui.Option{
		{Value: "yes", Label: p.T("case.ranked")}, {Value: "no", Label: p.T("round.unranked")},
	}}
	times := momentFields(p, "join", typed("closes", ""), typed("closes_at", ""))
	times[0].Required, times[0].Label, times[0].Hint = false, p.T("case.own_deadline"), p.T("case.own_deadline_hint")
	return refused.over(p, &actForm{
		Question: ui.Question{
			ID: "join", Button: p.T("case.join"), Title: p.T("case.join"), Action: roundPath(roll.Round, "/units"), Small: true,
			Effects: []string{p.T("case.join_effect"), p.T("case.give_told")},
		},
		Key: r.Random(16), Version: strconv.FormatInt(roll.Round.Version, 10),
		Fields: append([]ui.Field{choice, block, ranked}, append(times, reasonField(p, "join", typed("reason", "")))...),
	})
}

func (h *handlers) postJoin(r *httpx.Request) (httpx.Reply, error) {
	return h.onRoll(r, "join", "unit_joined", func(id par.ID) error {
		faults := map[string]par.Text{}
		closes := readMoment(r.Text("closes"), r.Text("closes_at"), "17:00", "closes", "closes_at", faults)
		if len(faults) > 0 {
			policy.Note(r.Context(), policy.ChangeUnits)
			return par.InvalidFields(faults)
		}
		part := round.Participant{Unit: unit.Unit{ID: par.ID(r.Text("unit"))}, Block: r.Text("block"), Ranked: r.Text("ranked") != "no"}
		return h.Dossiers.AddUnit(r.Context(), r.Actor, id, version(r), part, closes, r.Text("reason"), r.Key())
	})
}

func (h *handlers) postSkip(r *httpx.Request) (httpx.Reply, error) {
	block := r.PathValue("block")
	return h.onRoll(r, "skip-"+block, "block_skipped", func(id par.ID) error {
		return h.Dossiers.SkipBlock(r.Context(), r.Actor, id, version(r), block, r.Text("reason"), r.Key())
	})
}

func (h *handlers) postUnskip(r *httpx.Request) (httpx.Reply, error) {
	block := r.PathValue("block")
	return h.onRoll(r, "unskip-"+block, "block_taken_in", func(id par.ID) error {
		return h.Dossiers.UnskipBlock(r.Context(), r.Actor, id, version(r), block, r.Text("reason"), r.Key())
	})
}

// onRoll does what a form of the list asks; what is refused is shown there again.
func (h *handlers) onRoll(r *httpx.Request, act, done string, do func(par.ID) error) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	if err := do(id); err != nil {
		if e := retry(err); e != nil {
			return h.rollPage(r, refusedAct{act, e})
		}
		return nil, err
	}
	return httpx.Redirect{To: pathRounds + "/" + string(id) + "/units", Done: done}, nil
}
