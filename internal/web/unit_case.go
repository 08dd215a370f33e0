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

// unitCaseRoutes are where the standing body follows the units of a round: who
// takes part, what time each has, and the side moves of the procedure.
func (h *handlers) unitCaseRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/rounds/{round}/units", Action: policy.ReadBoard, Handle: h.showRoll},
		{Method: "POST", Path: "/rounds/{round}/units", Action: policy.ChangeUnits, Handle: h.postJoin},
		{Method: "POST", Path: "/rounds/{round}/blocks/{block}/skip", Action: policy.ChangeUnits, Handle: h.postSkip},
		{Method: "POST", Path: "/rounds/{round}/blocks/{block}/unskip", Action: policy.ChangeUnits, Handle: h.postUnskip},
		{Method: "GET", Path: "/rounds/{round}/units/{unit}", Action: policy.ReadBoard, Handle: h.showUnitCase},
		{Method: "POST", Path: "/rounds/{round}/units/{unit}/extend", Action: policy.ExtendDeadline, Handle: h.postExtend},
		{Method: "POST", Path: "/rounds/{round}/units/{unit}/reopen", Action: policy.ReopenDossier, Handle: h.postReopenCase},
		{Method: "POST", Path: "/rounds/{round}/units/{unit}/send-back", Action: policy.SendBack, Handle: h.postSendBack},
		{Method: "POST", Path: "/rounds/{round}/units/{unit}/drop", Action: policy.ChangeUnits, Handle: h.postDrop},
		{Method: "POST", Path: "/rounds/{round}/units/{unit}/take-in", Action: policy.ChangeUnits, Handle: h.postTakeIn},
		{Method: "GET", Path: "/rounds/{round}/extensions", Action: policy.ReadBoard, Handle: h.showExtensions},
		{Method: "POST", Path: "/rounds/{round}/extensions", Action: policy.ExtendDeadline, Handle: h.postExtension},
		{Method: "POST", Path: "/rounds/{round}/extensions/{extension}/remove", Action: policy.ExtendDeadline, Handle: h.postRemoveExtension},
	}
}

func unitCasePath(r round.Round, unit par.ID) string { return roundPath(r, "/units/"+string(unit)) }

// unitCaseView is one unit's part in a round.
type unitCaseView struct {
	ui.Page
	Round      round.Round
	Case       dossier.Case
	Heading    string
	State      tagged
	Facts      []factLink
	Times      []timeRow
	Extensions []extensionRow
	Acts       []*actForm
	Remind     string // where the unit is reminded; empty: not by this reader, or not now
	Fallback   string // address at which the sheet is entered on the unit's behalf
	Sheet      string // address of the sheet, for those who may read it
}

// factLink is a line of a list of facts that may lead somewhere.
type factLink struct{ Label, Text, Href, Link string }

// timeRow is one stage with its common time and that of the unit.
type timeRow struct {
	Stage, Common, Own string
	Now, More          bool
}

func (h *handlers) showUnitCase(r *httpx.Request) (httpx.Reply, error) {
	return h.unitCasePage(r, refusedAct{})
}

// unitCaseOf loads the case that the address names.
func (h *handlers) unitCaseOf(r *httpx.Request) (dossier.Case, error) {
	id, err := r.PathID("round")
	if err != nil {
		return dossier.Case{}, err
	}
	unit, err := r.PathID("unit")
	if err != nil {
		return dossier.Case{}, err
	}
	return h.Dossiers.CaseOf(r.Context(), r.Actor, id, unit)
}

func (h *handlers) unitCasePage(r *httpx.Request, refused refusedAct) (httpx.Reply, error) {
	c, err := h.unitCaseOf(r)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	place := c.Place
	v := unitCaseView{
		Page: h.page(r, p.T("case.title_of", "unit", c.Part.Unit.Name, "round", place.Round.Title), pathRounds), Round: place.Round, Case: c,
		Heading: c.Part.Unit.Name, State: standingTag(p, c.Part, place), Facts: unitFacts(p, c), Times: timeRows(p, place),
	}
	v.DemoNote, v.Clock = place.Round.DemoNote, clockOf(p, place, r.Now)
	for _, e := range c.Extensions {
		v.Extensions = append(v.Extensions, extensionRowOf(r, p, place.Round, c.Part, e, c.Names, unitCasePath(place.Round, c.Part.Unit.ID), refused))
	}
	v.Acts = unitActs(r, p, c, refused)
	resource := place.Resource("")
	if place.Dossier.ID != "" && may(r, policy.EnterForUnit, resource) {
		v.Fallback = sheetPath(place.Dossier.ID) + "/fallback"
	}
	if v.Clock != nil && may(r, policy.SendReminder, policy.Resource{}) {
		v.Remind = remindPath(place.Round) + "?unit=" + string(c.Part.Unit.ID)
	}
	if place.Dossier.ID != "" && may(r, policy.ReadDossier, resource) {
		v.Sheet = sheetPath(place.Dossier.ID)
	}
	return httpx.Page{Status: statusOf(refused.err), Body: unitCasePage(v)}, nil
}

// standingTag says where a unit stands in its round.
func standingTag(p i18n.Printer, part round.Participant, place dossier.Place) tagged {
	switch {
	case part.Dropped != "":
		return tagged{Kind: "bad", Icon: "lock", Text: p.T("case.dropped")}
	case place.Block.Skipped != "":
		return tagged{Kind: "bad", Icon: "lock", Text: p.T("case.skipped")}
	case place.Dossier.ID == "":
		return tagged{Text: p.T("board.not_open")}
	}
	switch state := place.State(); state {
	case par.Draft:
		return tagged{Icon: "pen", Text: p.Value(state)}
	case par.AwaitingLeader:
		return tagged{Icon: "user", Text: p.Value(state)}
	default:
		return tagged{Kind: "act", Icon: "lock", Text: p.Value(state)}
	}
}

func unitFacts(p i18n.Printer, c dossier.Case) []factLink {
	d := c.Place.Dossier
	facts := []factLink{{Label: p.T("common.block"), Text: c.Place.Block.Name}}
	if !c.Part.Ranked {
		facts = append(facts, factLink{Label: p.T("case.ranking"), Text: p.T("round.unranked")})
	}
	if c.Place.Block.Skipped != "" {
		facts = append(facts, factLink{Label: p.T("case.skipped"), Text: c.Place.Block.Skipped})
	}
	if c.Part.Dropped != "" {
		facts = append(facts, factLink{Label: p.T("case.dropped"), Text: c.Part.Dropped})
		if c.DroppedAt != 0 {
			facts = append(facts, factLink{Label: p.T("case.dropped_by"), Text: p.T("case.at_by", "at", c.DroppedAt, "name", c.Names[c.DroppedBy])})
		}
	}
	if d.SubmittedAt != 0 {
		facts = append(facts, factLink{Label: p.T("case.submitted"), Text: p.T("case.at_by", "at", d.SubmittedAt, "name", c.Names[d.SubmittedBy])})
	}
	if d.Remark != "" && d.State == par.Draft {
		facts = append(facts, factLink{Label: p.T("case.remark"), Text: d.Remark})
	}
	if d.Fallback != "" {
		facts = append(facts, factLink{
			Label: p.T("case.fallback"), Text: p.T("case.fallback." + string(d.Fallback)), Href: documentPath(d.Scan) + "/view", Link: p.T("case.scan"),
		})
	}
	return facts
}

// timeRows list the stages in which a unit works, with its own times. One that
// no longer takes part stands in none of them.
func timeRows(p i18n.Printer, place dossier.Place) []timeRow {
	var rows []timeRow
	out := place.Dropped != "" || place.Block.Skipped != ""
	for _, stage := range round.Extendable() {
		if !place.Round.Plays(stage) {
			continue
		}
		common, own := place.Round.Window(stage), place.Round.WindowFor(stage, place.Unit.ID, "")
		row := timeRow{Stage: p.Value(stage), Common: span(p, common), Own: p.T("case.same"), Now: stage == place.Stage() && !out}
		if own.Closes > common.Closes {
			row.Own, row.More = p.T("case.until", "moment", own.Closes), true
		}
		rows = append(rows, row)
	}
	return rows
}

func span(p i18n.Printer, w round.Window) string {
	if w.Closes == 0 {
		return "–"
	}
	return p.DateTime(w.Opens) + " – " + p.DateTime(w.Closes)
}

// clockOf is the deadline of the stage in which a unit works now; nil where it
// has none.
func clockOf(p i18n.Printer, place dossier.Place, now par.Time) *ui.Clock {
	stage := place.Stage()
	w := place.Window()
	if w.Closes == 0 || stage != par.SelfScoring && stage != par.Explanation || place.Dropped != "" || place.Block.Skipped != "" {
		return nil
	}
	c := &ui.Clock{Stage: p.Value(stage), Due: sayDeadline(p, w.Closes, now), Deadline: w.Closes, Now: now}
	if place.Round.Window(stage).Closes < w.Closes {
		c.Extended = p.T("case.extended_from", "moment", place.Round.Window(stage).Closes)
	}
	return c
}

// onUnit loads the case, does what the form asks, and goes back to its page; what
// is refused is shown there again.
func (h *handlers) onUnit(r *httpx.Request, action policy.Action, id, done string, do func(dossier.Case) error) (httpx.Reply, error) {
	c, err := h.unitCaseOf(r)
	if err != nil {
		return nil, err
	}
	if c.Place.Round.State == par.Preparing {
		policy.Note(r.Context(), action)
		do = func(dossier.Case) error {
			return par.E(par.Closed, "policy.stage", "stage", par.T("stage."+string(par.Preparing)))
		}
	}
	if err := do(c); err != nil {
		if e := retry(err); e != nil && may(r, policy.ReadBoard, policy.Resource{}) {
			return h.unitCasePage(r, refusedAct{id, e})
		}
		return nil, err
	}
	return httpx.Redirect{To: unitCasePath(c.Place.Round, c.Part.Unit.ID), Done: done}, nil
}

func (h *handlers) postExtend(r *httpx.Request) (httpx.Reply, error) {
	return h.onUnit(r, policy.ExtendDeadline, "extend", "extended", func(c dossier.Case) error {
		return h.extend(r, c.Place.Round.ID, c.Part.Unit.ID)
	})
}

// extend gives the time that the form says.
func (h *handlers) extend(r *httpx.Request, roundID, unit par.ID) error {
	policy.Note(r.Context(), policy.ExtendDeadline)
	closes, faulty := typedMoment(r)
	if faulty != nil {
		return faulty
	}
	e := round.Extension{Stage: par.Stage(r.Text("stage")), Unit: unit, Leaf: r.Text("leaf"), Closes: closes, Reason: r.Text("reason")}
	_, err := h.Rounds.ExtendDeadline(r.Context(), r.Actor, roundID, e, r.Key())
	return err
}

func (h *handlers) postReopenCase(r *httpx.Request) (httpx.Reply, error) {
	return h.onUnit(r, policy.ReopenDossier, "reopen", "dossier_reopened", func(c dossier.Case) error {
		closes, faulty := typedMoment(r)
		if faulty != nil && may(r, policy.ReopenDossier, c.Place.Resource("")) {
			policy.Note(r.Context(), policy.ReopenDossier)
			return faulty
		}
		return h.Dossiers.ReopenDossier(r.Context(), r.Actor, c.Place.Dossier.ID, version(r), r.Text("reason"), closes, r.Key())
	})
}

func (h *handlers) postSendBack(r *httpx.Request) (httpx.Reply, error) {
	return h.onUnit(r, policy.SendBack, "send-back", "sent_back", func(c dossier.Case) error {
		return h.Dossiers.SendBack(r.Context(), r.Actor, c.Place.Dossier.ID, version(r), r.Text("remark"), r.Key())
	})
}

func (h *handlers) postDrop(r *httpx.Request) (httpx.Reply, error) {
	return h.onUnit(r, policy.ChangeUnits, "drop", "unit_dropped", func(c dossier.Case) error {
		return h.Dossiers.DropUnit(r.Context(), r.Actor, c.Place.Round.ID, version(r), c.Part.Unit.ID, r.Text("reason"), r.Key())
	})
}

func (h *handlers) postTakeIn(r *httpx.Request) (httpx.Reply, error) {
	return h.onUnit(r, policy.ChangeUnits, "take-in", "unit_taken_in", func(c dossier.Case) error {
		return h.Dossiers.ReturnUnit(r.Context(), r.Actor, c.Place.Round.ID, version(r), c.Part.Unit.ID, r.Text("reason"), r.Key())
	})
}

// unitActs are what the reader may do about a unit now.
func unitActs(r *httpx.Request, p i18n.Printer, c dossier.Case, refused refusedAct) []*actForm {
	place, name := c.Place, c.Part.Unit.Name
	path, resource := unitCasePath(place.Round, c.Part.Unit.ID), place.Resource("")
	resource.Out = c.Part.Dropped != "" || place.Block.Skipped != ""
	versions := [2]string{strconv.FormatInt(place.Dossier.Version, 10), strconv.FormatInt(place.Round.Version, 10)}
	var acts []*actForm
	add := func(f actForm) { acts = append(acts, refused.over(p, &f)) }
	question := func(id string, effects ...string) ui.Question {
		return ui.Question{ID: id, Button: p.T("case.act." + id), Title: p.T("case.ask."+id, "unit", name), Effects: effects, Action: path + "/" + id, Small: true}
	}
	typed := func(id, field, offered string) string { return refused.typedIn(r, id, field, offered) }
	open := place.Dossier.ID != ""
	if may(r, policy.ExtendDeadline, resource) && open {
		f := actForm{Question: question("extend", p.T("case.extend_effect", "unit", name), p.T("case.told_unit", "unit", name)), Key: r.Random(16), Version: versions[1]}
		f.Fields = append(f.Fields, stageField(p, place.Round, "extend", typed("extend", "stage", string(place.Stage()))), leafField(p, place, typed("extend", "leaf", "")))
		f.Fields = append(f.Fields, momentFields(p, "extend", typed("extend", "closes", ""), typed("extend", "closes_at", "17:00"))...)
		f.Fields = append(f.Fields, reasonField(p, "extend", typed("extend", "reason", "")))
		add(f)
	}
	if may(r, policy.SendBack, resource) {
		f := actForm{Question: question("send-back", p.T("case.send_back_effect", "unit", name, "deadline", place.Window().Closes), p.T("case.told_unit", "unit", name)), Key: r.Random(16), Version: versions[0]}
		f.Fields = []ui.Field{{
			Name: "remark", ID: "send-back-remark", Label: p.T("case.remark"), Hint: p.T("case.remark_hint"), Value: typed("send-back", "remark", ""), Rows: 3, MaxLength: 4000, Required: true,
		}}
		add(f)
	}
	if may(r, policy.ReopenDossier, resource) && open && place.Dossier.State != par.Draft && place.Dossier.State != par.AwaitingLeader {
		f := actForm{Question: question("reopen", reopenEffects(p, place, name)...), Key: r.Random(16), Version: versions[0]}
		f.Fields = append(momentFields(p, "reopen", typed("reopen", "closes", ""), typed("reopen", "closes_at", "17:00")), reasonField(p, "reopen", typed("reopen", "reason", "")))
		add(f)
	}
	if may(r, policy.ChangeUnits, place.Round.Resource()) && place.Round.State != par.Preparing {
		add(partAct(r, p, c, question, typed, versions[1]))
	}
	return acts
}

// partAct leaves the unit out of the round, or takes it in again.
func partAct(r *httpx.Request, p i18n.Printer, c dossier.Case, question func(string, ...string) ui.Question, typed func(id, field, offered string) string, version string) actForm {
	name := c.Part.Unit.Name
	if c.Part.Dropped != "" {
		return actForm{
			Question: question("take-in", p.T("case.take_in_effect", "unit", name), p.T("case.told_unit", "unit", name)), Key: r.Random(16), Version: version,
			Fields: []ui.Field{reasonField(p, "take-in", typed("take-in", "reason", ""))},
		}
	}
	f := actForm{Question: question("drop", p.T("case.drop_effect", "unit", name), p.T("case.drop_kept"), p.T("case.told_unit", "unit", name)), Key: r.Random(16), Version: version}
	f.Question.Bad, f.Question.Small = true, false
	f.Fields = []ui.Field{reasonField(p, "drop", typed("drop", "reason", ""))}
	return f
}

func reopenEffects(p i18n.Printer, place dossier.Place, name string) []string {
	effects := []string{p.T("case.reopen_effect", "unit", name), p.T("case.reopen_submit", "unit", name)}
	if place.Round.State == par.Appraisal1 {
		effects = append(effects, p.T("case.reopen_marks"))
	}
	return append(effects, p.T("case.told_unit", "unit", name))
}

// stageField offers the stages that can be extended.
func stageField(p i18n.Printer, of round.Round, id, value string) ui.Field {
	f := ui.Field{Name: "stage", ID: id + "-stage", Label: p.T("round.stage"), Value: value, Required: true}
	for _, stage := range round.Extendable() {
		if of.Plays(stage) {
			f.Options = append(f.Options, ui.Option{Value: string(stage), Label: p.Value(stage)})
		}
	}
	return f
}

// leafField offers the whole dossier, or one leaf of it.
func leafField(p i18n.Printer, place dossier.Place, value string) ui.Field {
	f := ui.Field{Name: "leaf", ID: "extend-leaf", Label: p.T("case.what"), Value: value, Options: []ui.Option{{Label: p.T("case.whole")}}, Hint: p.T("case.leaf_hint")}
	for _, leaf := range place.Edition.Set.Leaves() {
		f.Options = append(f.Options, ui.Option{Value: leaf.Code, Label: leaf.Code + " " + clipped(leaf.Title)})
	}
	return f
}

// clipped shortens a title so that a list of choices stays readable.
func clipped(title string) string {
	const most = 90
	runes := []rune(title)
	if len(runes) <= most {
		return title
	}
	return string(runes[:most]) + "…"
}
