package web

import (
	"strconv"

	"parindex/internal/council"
	"parindex/internal/evidence"
	"parindex/internal/notice"
	"parindex/internal/web/ui"
)

// leafNote says the maximum and the block of a leaf.
func (v sessionView) leafNote(line council.Line) string {
	return "· " + v.P.T("council.of_max", "max", line.Node.Max) + " · " + line.Place.Block.Name
}

// present and noteOn are what stands in the roll, or what was typed into it.
func (v sessionView) present(s council.Seat) bool {
	if v.Refused != nil && v.Form.Has("seat") {
		return v.Form.Has("present." + string(s.Person))
	}
	return s.Present
}

func (v sessionView) noteOn(s council.Seat) string {
	if v.Refused != nil && v.Form.Has("seat") {
		return v.Form.Get("note." + string(s.Person))
	}
	return s.Note
}

// presence says of one who was called whether he was there.
func (v sessionView) presence(s council.Seat) string {
	text := v.P.T("council.absent")
	switch {
	case s.Locked:
		text = v.P.T("council.locked")
	case s.Present:
		text = v.P.T("council.present")
	}
	if s.Note != "" {
		text += ": " + s.Note
	}
	return text
}

// movedText says what those invited were told of another time or place.
func (v sessionView) movedText() string {
	return v.P.N("council.moved_text", v.Moved.People, "at", v.Moved.At, "said", notice.Say(v.P, v.Moved.Last).Body)
}

// inviting asks before people are invited to a session with nothing on its agenda.
func (v sessionView) inviting() ui.Question {
	s := v.Session
	return ui.Question{
		ID: "invite", Button: v.P.T("council.invite"), Title: v.P.T("council.invite_ask"), Submit: v.P.T("council.invite_anyway"), Action: sessionPath(s) + "/invite",
		Effects: []string{v.P.T("council.invite_ask_agenda", "number", s.Number), v.P.T("council.invite_ask_people", "at", s.HeldAt, "place", s.Place)},
	}
}

// closing asks before the session ends.
func (v sessionView) closing() ui.Question {
	pending := v.pending()
	effects := []string{v.P.T("council.close_effect"), v.P.T("council.close_notice")}
	if pending > 0 {
		effects = append(effects, v.P.N("council.close_pending", pending))
	}
	return ui.Question{
		ID: "close", Button: v.P.T("council.close"), Title: v.P.T("council.close_title", "number", v.Session.Number), Effects: effects,
		Action: sessionPath(v.Session) + "/close", Small: true, Open: v.Refused != nil && v.Form.Has("carry"),
	}
}

// pending counts what the session has not concluded.
func (v sessionView) pending() int {
	pending := 0
	for _, line := range v.Lines {
		if line.Item.State == council.Pending {
			pending++
		}
	}
	return pending
}

// closingFields ask where what is pending goes. Nothing pending: nothing is
// asked. One later session: it is the only lawful choice, and stands chosen.
func (v sessionView) closingFields() []ui.Field {
	note := ui.Field{Name: "note", Label: v.P.T("council.closing_note"), Value: v.Form.Get("note"), Rows: 3, MaxLength: 4000}
	if v.pending() == 0 {
		return refusedFields(v.P, v.Refused, []ui.Field{note})
	}
	carry := ui.Field{Name: "carry", Label: v.P.T("council.carry"), Value: v.Form.Get("carry"), Required: true, Options: []ui.Option{{Label: v.P.T("common.choose")}}}
	switch len(v.Later) {
	case 0:
		carry.Hint = v.P.T("council.carry_nowhere")
	case 1:
		carry.Value = string(v.Later[0].ID)
	}
	for _, s := range v.Later {
		carry.Options = append(carry.Options, ui.Option{Value: string(s.ID), Label: v.P.T("council.session_number", "number", s.Number) + ", " + v.P.DateTime(s.HeldAt)})
	}
	return refusedFields(v.P, v.Refused, []ui.Field{carry, note})
}

// live tells whether the votes may still change.
func (v caseView) live() bool {
	return v.Session.State() == council.Open && v.Line.Item.State == council.Pending
}

// seen is the version of the item on the reader's page.
func (v caseView) seen(asked string) string {
	if asked != "" {
		return asked
	}
	return versionText(v.Line.Item.Version)
}

// stale tells whether the item has changed since the reader's page was drawn.
func (v caseView) stale(asked string) bool {
	return asked != "" && asked != versionText(v.Line.Item.Version)
}

// countText says how far quorum and majority are.
func (v caseView) countText() string {
	t := v.Tally
	text := v.P.T("council.count_text", "entitled", t.Entitled, "majority", t.Majority)
	switch {
	case !t.Sits():
		return v.P.T("council.quorum_needed", "needed", t.Quorum)
	case v.Line.Item.State == council.Decided && v.Line.Item.Manner == council.ByConsensus:
		return v.P.T("council.by_consensus")
	case t.Carried():
		return text + " " + v.P.T("council.carried")
	}
	return text
}

// ballot says what one member said.
func (v caseView) ballot(b council.Ballot) tagged {
	switch {
	case b.Choice == council.Own:
		return tagged{"", "lock", v.P.T("council.own")}
	case b.Choice == council.For:
		return tagged{"act", "check", v.P.T("council.vote.for")}
	case b.Choice == council.Against:
		return tagged{"bad", "reject", v.P.T("council.vote.against")}
	case b.Choice == council.Abstain:
		return tagged{"", "pen", v.P.T("council.vote.abstain")}
	case !b.Present:
		return tagged{"", "clock", v.P.T("council.absent")}
	}
	return tagged{"ask", "clock", v.P.T("council.not_voted")}
}

// mainAction is where the form goes when Enter is pressed in it.
func (v caseView) mainAction() string {
	if v.Decide {
		return casePath(v.Session, v.Line.Item.ID) + "/decision"
	}
	return casePath(v.Session, v.Line.Item.ID) + "/proposal"
}

func (v caseView) decideLabel() string {
	if v.Line.Item.State == council.Decided {
		return v.P.T("council.correct")
	}
	return v.P.T("council.record")
}

// whyNot says why a decision cannot be recorded.
func (v caseView) whyNot() string {
	if v.Session.State() == council.Planned {
		return v.P.T("council.not_open")
	}
	return v.P.T("council.decided_by_others")
}

func (v caseView) withdrawing() ui.Question {
	return ui.Question{
		ID: "withdraw", Button: v.P.T("council.withdraw"), Title: v.P.T("council.withdraw_title"), Effects: []string{v.P.T("council.withdraw_effect")},
		Action: casePath(v.Session, v.Line.Item.ID) + "/withdrawal", Bad: true, Open: v.Refused != nil && v.Refused.Fields["withdrawal"].Key != "",
	}
}

// citedAt says at which place a citation points.
func (v caseView) citedAt(c evidence.Citation) string {
	text := ""
	if c.Page > 0 {
		text = ", " + v.P.T("appraisal.page", "page", strconv.Itoa(c.Page))
	}
	if c.Section != "" {
		text += ", " + c.Section
	}
	return text
}
