package workbook

import (
	"strings"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
)

// verdicts are what a queue's drop-down offers; the last in the second
// appraisal only.
var verdicts = []appraisal.Verdict{appraisal.Accept, appraisal.Adjust, appraisal.Keep}

// concluded is a conclusion as four cells hold it.
type concluded struct {
	verdict appraisal.Verdict
	points  par.Decimal
	reason  par.Reason
	remark  string
}

func (c concluded) same(o concluded) bool {
	return c.verdict == o.verdict && c.points == o.points && c.reason == o.reason && c.remark == o.remark
}

// concludedOf writes a mark into cells. claim is what was judged.
func concludedOf(set *score.Set, n *score.Node, claim, mark dossier.Score) concluded {
	if !mark.Given() {
		return concluded{}
	}
	c := concluded{verdict: appraisal.Adjust, reason: mark.Reason, remark: noteSeen(mark.Note)}
	untouched := answerText(n.Rule, claim) == answerText(n.Rule, mark) || !claim.Given() && mark.Kind == dossier.KindPoints && mark.Points == "0"
	if untouched && mark.Reason == "" {
		c.verdict = appraisal.Accept
		return c
	}
	c.points = mark.Points
	if mark.Kind != dossier.KindPoints {
		c.points = worthOf(set, n, mark)
	}
	return c
}

// worthOf is what a score is worth by the rule; unknown where it waits or has none.
func worthOf(set *score.Set, n *score.Node, s dossier.Score) par.Decimal {
	at, err := evaluated(set, n, s)
	if err != nil || at.State != score.Scored {
		return ""
	}
	return at.Points
}

func evaluated(set *score.Set, n *score.Node, s dossier.Score) (score.LeafScore, error) {
	answer := s.Answer()
	answer.Node = n.Code
	if answer.Stage == "" {
		answer.Stage = score.StageSelf
	}
	return score.EvaluateLeaf(set, n.Code, answer, nil)
}

// verdictText and reasonText say what the drop-downs offer.
func verdictText(p i18n.Printer, v appraisal.Verdict) string {
	return p.T("workbook.verdict." + string(v))
}

func reasonText(p i18n.Printer, r par.Reason) string { return p.Value(r) }

// chosen finds which of some words a cell means, in either language or as the
// code that the program uses.
func chosen[T ~string](text string, all []T, say func(i18n.Printer, T) string) (T, bool) {
	for _, one := range all {
		if fold(text) == fold(string(one)) {
			return one, true
		}
		for _, lang := range []i18n.Lang{i18n.Vi, i18n.En} {
			if fold(text) == fold(say(i18n.New(lang), one)) {
				return one, true
			}
		}
	}
	return "", false
}

// readConcluded reads the four cells of a line.
func readConcluded(l line) (concluded, []Fault) {
	var c concluded
	var faults []Fault
	fault := func(column string, text par.Text) { faults = append(faults, Fault{l.Row, column, text}) }
	for _, key := range openColumns[QueueKind] {
		t := l.Cells[key]
		if t.blank() {
			continue
		}
		if text, bad := cellFault(t); bad {
			fault(key, text)
			continue
		}
		var ok bool
		switch key {
		case colVerdict:
			if c.verdict, ok = chosen(t.Text, verdicts, verdictText); !ok {
				fault(key, par.T("workbook.no_verdict", "text", clipped(t.Text, 40)))
			}
		case colReason:
			if c.reason, ok = chosen(t.Text, par.Reasons(), reasonText); !ok {
				fault(key, par.T("workbook.no_reason", "text", clipped(t.Text, 60)))
			}
		case colPoints:
			c.points = readPoints(t, fault)
		case colNote:
			c.remark = plainNote(t.Text)
		}
	}
	return c, faults
}

func readPoints(t typed, fault func(string, par.Text)) par.Decimal {
	text, bad, ok := figure(numberInput, "points", t)
	if !ok {
		fault(colPoints, bad)
		return ""
	}
	d, err := i18n.ReadNumber(strings.TrimSpace(text))
	if e, failed := par.AsError(err); failed {
		fault(colPoints, par.Text{Key: e.Key, Args: e.Args})
	}
	return d
}
