package web

import (
	"net/url"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
)

// How an appraiser concludes, as the form names it. Points and figures are the
// two ways of appraisal.Adjust.
const (
	byKeepingFirst = "keep" // of the second appraisal
	byAccepting    = "accept"
	byPoints       = "points"
	byFigures      = "figures"
)

// markForm is a conclusion as it was typed, or as it has been kept.
type markForm struct {
	node    *score.Node
	verdict string
	points  string
	reason  string
	remark  string
	version int64
	fields  url.Values // the figures, by the names of their rule's fields
	refused *par.Error
}

// typedMark reads the form of a conclusion.
func typedMark(r *httpx.Request, node *score.Node) markForm {
	return markForm{
		node: node, verdict: r.Text("verdict"), points: r.Text("points"), reason: r.Text("reason"), remark: r.Text("remark"),
		version: version(r), fields: r.Form,
	}
}

// formOf fills the form with the present mark. Where there is none, nothing is
// chosen: the claim must not decide for the appraiser.
func formOf(p i18n.Printer, v appraisal.View) markForm {
	form := markForm{node: v.Node, reason: string(v.Mark.Reason), remark: v.Mark.Note, version: v.Mark.Version}
	figures := askedOf(v).Value
	switch {
	case !v.Mark.Given():
	case kept(v):
		form.verdict = byKeepingFirst
	case accepted(v):
		form.verdict = byAccepting
	case v.Mark.Kind == dossier.KindPoints:
		form.verdict, form.points = byPoints, p.Input(v.Mark.Points)
	case v.Mark.Kind == dossier.KindValue:
		form.verdict, figures = byFigures, v.Mark.Value
	}
	form.fields = fieldsOf(p, v.Node.Rule, figures)
	return form
}

// askedOf is what the unit wants to be worth: its claim or, where it explains a
// cut by other figures, those.
func askedOf(v appraisal.View) dossier.Score {
	if v.Again && v.Dispute.Said.Kind == dossier.KindValue {
		return v.Dispute.Said
	}
	return v.Claim
}

// kept tells whether the second mark is the first one.
func kept(v appraisal.View) bool {
	return v.Again && v.Mark.Reason == v.Dispute.First.Reason && same(v.Mark, v.Dispute.First)
}

// accepted tells whether the mark is what the unit asks for.
func accepted(v appraisal.View) bool {
	mark, asked := v.Mark, askedOf(v)
	if !asked.Given() {
		return mark.Kind == dossier.KindPoints && mark.Points == "0" && mark.Reason == ""
	}
	return same(mark, asked)
}

// same tells whether two scores hold the same.
func same(a, b dossier.Score) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case dossier.KindNA:
		return true
	case dossier.KindPoints:
		return a.Points == b.Points
	case dossier.KindValue:
		return string(a.Value.JSON()) == string(b.Value.JSON())
	}
	return false
}

// mark makes a mark of what was typed, or says which field cannot be read.
func (f markForm) mark() (appraisal.Mark, error) {
	m := appraisal.Mark{Leaf: f.node.Code, Reason: par.Reason(f.reason), Remark: f.remark, Version: f.version}
	switch f.verdict {
	case byKeepingFirst:
		m.Verdict = appraisal.Keep
	case byAccepting:
		m.Verdict = appraisal.Accept
	case byPoints:
		m.Verdict = appraisal.Adjust
		points, err := i18n.ReadNumber(f.points)
		if e, bad := par.AsError(err); bad {
			return m, par.InvalidFields(map[string]par.Text{"points": {Key: e.Key, Args: e.Args}})
		}
		m.Points = points
	case byFigures:
		m.Verdict = appraisal.Adjust
		value, faults := readValue(f.node.Rule, f.fields)
		if len(faults) > 0 {
			return m, par.InvalidFields(faults)
		}
		if value == nil {
			value = &score.Value{} // the rule says which figure is missing
		}
		m.Value = value
	}
	return m, nil
}

// hasFigures tells whether the right figures can be typed instead of points.
func hasFigures(node *score.Node) bool { return node.Rule.Type != score.RuleManual }

// typed says in a few words what stands in the form.
func (v itemView) typed() string {
	typed := dossier.Score{Leaf: v.Node.Code, Reason: par.Reason(v.form.reason)}
	switch v.form.verdict {
	case byKeepingFirst:
		typed = v.Dispute.First
	case byAccepting:
		typed = askedOf(v.View)
		typed.Reason = ""
	case byPoints:
		typed.Kind = dossier.KindPoints
	case byFigures:
		if value, _ := readValue(v.Node.Rule, v.form.fields); value != nil {
			typed.Kind, typed.Value = dossier.KindValue, value
		}
	}
	text := v.w.judged(v.Edition.Set, v.Node, typed)
	switch {
	case v.form.verdict == byPoints:
		text = v.P.T("appraisal.typed_points", "points", v.form.points) // as they were typed, also where that is no number
	case v.form.verdict == byAccepting:
		text = v.P.T("appraisal.accept") + ": " + text
	case typed.Kind == "":
		text = v.P.T("appraisal.nothing_typed")
	}
	if typed.Reason != "" && v.P.Has("reason."+string(typed.Reason)) {
		text += " · " + v.P.Value(typed.Reason)
	}
	return text
}

func (v itemView) conflictText() string {
	if v.own {
		return v.P.T("appraisal.conflict_own")
	}
	return v.P.T("appraisal.conflict")
}

func (v itemView) conflictBy() string {
	if v.own {
		return v.P.T("appraisal.yourself_there")
	}
	return nameOr(v.P, v.Names[v.conflict.Actor])
}
