package council

import (
	"strings"

	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// writing puts minutes into words. Official papers speak Vietnamese; the table
// of decisions follows its reader.
type writing struct {
	p i18n.Printer
	m Minutes
}

// Paper is the minutes in the form of Nghị định 30/2020. Place names whom the
// installation serves: thành phố Cần Thơ.
func (m Minutes) Paper(place string) report.Paper {
	w := writing{i18n.New(i18n.Vi), m}
	parts := []report.Part{w.letterhead(place)}
	if m.Round.DemoNote != "" {
		parts = append(parts, report.Prose{Words: m.Round.DemoNote, Italic: true, Look: report.Centre})
	}
	parts = append(parts, w.opening()...)
	parts = append(parts, w.agenda()...)
	parts = append(parts, w.ending()...)
	return report.Paper{Title: w.t("title", "number", m.Session.Number), Parts: append(parts, w.annex()...)}
}

func (w writing) t(key string, pairs ...any) string { return w.p.T("minutes."+key, pairs...) }

func (w writing) letterhead(place string) report.Letterhead {
	about := []string{w.t("about", "number", w.m.Session.Number), w.m.Round.Title}
	if w.m.Session.State() != Closed {
		about = append(about, w.t("draft"))
	}
	return report.Letterhead{
		Above: strings.ToUpper(w.t("above", "place", place)), Agency: w.t("agency"), Number: w.t("number"),
		State: w.t("state"), Motto: w.t("motto"), Name: w.t("name"), About: about,
	}
}

// began and ended say a moment as minutes do: 14 giờ 05, ngày 06/02/2018.
func (w writing) moment(at par.Time) string {
	clock := strings.ReplaceAll(w.p.Clock(at), ":", " "+w.t("hour")+" ")
	return w.t("moment", "clock", clock, "day", w.p.Day(at))
}

func (w writing) began() par.Time {
	if w.m.Session.OpenedAt != 0 {
		return w.m.Session.OpenedAt
	}
	return w.m.Session.HeldAt
}

// opening says when, where and who.
func (w writing) opening() []report.Part {
	s := w.m.Session
	var present, absent []string
	for _, seat := range w.m.Seats {
		switch {
		case seat.Present && seat.Note != "":
			present = append(present, seat.Said()+" ("+seat.Note+")")
		case seat.Present:
			present = append(present, seat.Said())
		case seat.Note != "":
			absent = append(absent, w.t("absent_why", "name", seat.Said(), "why", seat.Note))
		default:
			absent = append(absent, w.t("absent_no_word", "name", seat.Said()))
		}
	}
	parts := []report.Part{
		report.Prose{Lead: w.t("time"), Words: w.moment(w.began())},
		report.Prose{Lead: w.t("place"), Words: s.Place},
		report.Heading{Level: 1, Words: w.t("who")},
		report.Prose{Lead: w.t("chair"), Words: w.m.Chair.Said()},
		report.Prose{Lead: w.t("clerk"), Words: w.m.Clerk.Said()},
		report.Prose{Lead: w.t("present", "count", len(present), "members", w.m.Tally.Members)},
		report.List{Numbered: true, Points: present},
	}
	if len(absent) > 0 {
		parts = append(parts, report.Prose{Lead: w.t("absent", "count", len(absent))}, report.List{Numbered: true, Points: absent})
	}
	quorum := "quorum_missing"
	if w.m.Tally.Sits() {
		quorum = "quorum_met"
	}
	return append(parts, report.Prose{Words: w.t(quorum, "present", w.m.Tally.Present, "members", w.m.Tally.Members, "needed", w.m.Tally.Quorum)})
}

// agenda tells each item, under the heading of its leaf.
func (w writing) agenda() []report.Part {
	parts := []report.Part{
		report.Heading{Level: 1, Words: w.t("content")},
		report.Prose{Words: w.t("content_lead", "count", len(w.m.Entries))},
	}
	last := ""
	for i, e := range w.m.Entries {
		if key := e.Place.Dossier.Block + " " + e.Item.Leaf; key != last {
			last = key
			parts = append(parts, report.Heading{Level: 2, Words: w.t("leaf", "code", e.Item.Leaf, "title", e.Node.Title, "max", w.p.Dec(e.Node.Max), "block", e.Place.Block.Name)})
		}
		parts = append(parts, w.entry(i+1, e)...)
	}
	return parts
}

func (w writing) entry(n int, e Entry) []report.Part {
	parts := []report.Part{report.Prose{Lead: w.t("item", "n", n, "unit", e.Place.Unit.Name), Words: w.t("scores",
		"claim", w.points(e, e.Scores.Claim), "first", w.points(e, e.Scores.First), "again", w.points(e, e.Scores.Again))}}
	say := func(key, text string) {
		if text != "" {
			parts = append(parts, report.Prose{Lead: w.t(key), Words: text})
		}
	}
	ground := w.p.T("council.ground." + string(e.Item.Ground))
	if e.Item.Argument != "" {
		ground += ": " + e.Item.Argument
	}
	say("ground", ground)
	if e.Scores.Second.Given() {
		say("second", w.points(e, e.Scores.Second)+noted(e.Scores.Second.Note))
	}
	switch e.Item.State {
	case Withdrawn:
		say("withdrawn", e.Item.Discussion)
	case Pending:
		say("discussion", e.Item.Discussion)
		say("proposal", w.points(e, e.Scores.Table))
		say("pending", w.t("pending_text"))
	case Decided:
		say("discussion", e.Item.Discussion)
		say("proposal", w.points(e, e.Scores.Table))
		say("voting", w.voting(e))
		say("decision", w.decision(e))
	}
	return parts
}

func noted(text string) string {
	if text == "" {
		return ""
	}
	return " – " + text
}

// voting says how the decision came about.
func (w writing) voting(e Entry) string {
	var own []string
	for _, v := range e.Votes {
		if v.Choice == Own {
			own = append(own, w.m.Names[v.Person])
		}
	}
	text := w.t("consensus")
	if e.Item.Manner == ByVote {
		text = w.t("votes", "entitled", w.m.Tally.Present-len(own), "for", e.Count(For), "against", e.Count(Against), "abstain", e.Count(Abstain))
	}
	if len(own) > 0 {
		i18n.SortBy(own, func(s string) string { return s })
		text += " " + w.t("own", "names", strings.Join(own, ", "))
	}
	return text
}

func (w writing) decision(e Entry) string {
	text := w.points(e, e.Decided)
	if e.Decided.Reason != "" {
		text += w.t("decision_reason", "reason", w.p.Value(e.Decided.Reason))
	}
	return text + noted(e.Decided.Note)
}

// points says what a score is worth.
func (w writing) points(e Entry, s Said) string {
	switch {
	case s.Kind == dossier.KindNA:
		return w.t("na")
	case !s.Given():
		return w.t("none")
	case s.Worth.State == score.Waiting:
		return w.t("waits")
	}
	return w.p.Fixed(s.Worth.Points, e.Place.Edition.Set.PointsDecimals)
}

// ending is the conclusion and the signatures.
func (w writing) ending() []report.Part {
	decided := 0
	for _, e := range w.m.Entries {
		if e.Item.State == Decided {
			decided++
		}
	}
	parts := []report.Part{report.Heading{Level: 1, Words: w.t("conclusion")}, report.Prose{Words: w.t("conclusion_text", "count", decided)}}
	if w.m.Session.Note != "" {
		parts = append(parts, report.Prose{Words: w.m.Session.Note})
	}
	if w.m.Session.State() == Closed {
		parts = append(parts, report.Prose{Words: w.t("ended", "moment", w.moment(w.m.Session.ClosedAt))})
	}
	return append(parts, report.Closing{Signers: []report.Signer{
		{Office: []string{w.t("clerk_signs")}, Hint: w.t("hint"), Name: w.m.Clerk.Name},
		{Office: []string{w.t("chair_signs")}, Hint: w.t("hint"), Name: w.m.Chair.Name},
	}})
}

// annex is the list of decisions, on pages that lie on their side.
func (w writing) annex() []report.Part {
	grid := report.Grid{Caption: w.t("annex", "number", w.m.Session.Number), Columns: []report.GridColumn{
		{Title: w.t("col_no"), Width: 4, Align: report.Middle}, {Title: w.t("col_leaf"), Width: 7, Align: report.Middle}, {Title: w.t("col_title"), Width: 24},
		{Title: w.t("col_unit"), Width: 16}, {Title: w.t("col_max"), Width: 6, Align: report.Right}, {Title: w.t("col_claim"), Width: 7, Align: report.Right},
		{Title: w.t("col_first"), Width: 7, Align: report.Right}, {Title: w.t("col_again"), Width: 7, Align: report.Right},
		{Title: w.t("col_decided"), Width: 8, Align: report.Right}, {Title: w.t("col_reason"), Width: 20}, {Title: w.t("col_manner"), Width: 12},
	}}
	for i, e := range w.decisions() {
		grid.Rows = append(grid.Rows, report.GridRow{Cells: []string{
			w.p.Int(int64(i + 1)), e.Item.Leaf, e.Node.Title, e.Place.Unit.Name, w.p.Dec(e.Node.Max), w.points(e, e.Scores.Claim),
			w.points(e, e.Scores.First), w.points(e, e.Scores.Again), w.points(e, e.Decided), w.why(e), w.manner(e),
		}})
	}
	if len(grid.Rows) == 0 {
		return nil
	}
	return []report.Part{report.Turn{Wide: true}, grid}
}

func (w writing) decisions() []Entry {
	var decided []Entry
	for _, e := range w.m.Entries {
		if e.Item.State == Decided {
			decided = append(decided, e)
		}
	}
	return decided
}

func (w writing) why(e Entry) string {
	reason := ""
	if e.Decided.Reason != "" {
		reason = w.p.Value(e.Decided.Reason)
	}
	if reason != "" && e.Decided.Note != "" {
		return reason + ": " + e.Decided.Note
	}
	return reason + e.Decided.Note
}

func (w writing) manner(e Entry) string {
	if e.Item.Manner == ByConsensus {
		return w.t("by_consensus")
	}
	return w.t("by_vote", "for", e.Count(For), "against", e.Count(Against), "abstain", e.Count(Abstain))
}

// Decisions is the list of decisions as a table.
func (m Minutes) Decisions(p i18n.Printer) report.Table {
	w := writing{p, m}
	t := report.Table{Sheet: w.t("sheet", "number", m.Session.Number), Columns: []report.Column{
		{Title: w.t("col_block"), Width: 22}, {Title: w.t("col_leaf"), Width: 9}, {Title: w.t("col_title"), Width: 50}, {Title: w.t("col_code"), Width: 10},
		{Title: w.t("col_unit"), Width: 34}, {Title: w.t("col_max"), Kind: report.Points}, {Title: w.t("col_claim"), Kind: report.Points},
		{Title: w.t("col_first"), Kind: report.Points}, {Title: w.t("col_again"), Kind: report.Points}, {Title: w.t("col_decided"), Kind: report.Points},
		{Title: w.t("col_reason"), Width: 40}, {Title: w.t("col_manner"), Width: 24}, {Title: w.t("col_discussion"), Width: 50},
	}}
	for _, e := range w.decisions() {
		t.Rows = append(t.Rows, []report.Cell{
			report.Text(e.Place.Block.Name), report.Text(e.Item.Leaf), report.Text(e.Node.Title), report.Text(e.Place.Unit.Code), report.Text(e.Place.Unit.Name),
			report.Number(e.Node.Max), w.cell(e, e.Scores.Claim), w.cell(e, e.Scores.First), w.cell(e, e.Scores.Again), w.cell(e, e.Decided),
			report.Text(w.why(e)), report.Text(w.manner(e)), report.Text(e.Item.Discussion),
		})
	}
	return t
}

func (w writing) cell(e Entry, s Said) report.Cell {
	if s.Given() && s.Kind != dossier.KindNA && s.Worth.State == score.Scored {
		return report.Number(s.Worth.Points)
	}
	return report.Text(w.points(e, s))
}
