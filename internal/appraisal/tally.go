package appraisal

import (
	"slices"
	"strconv"

	"parindex/internal/par"
	"parindex/internal/score"
)

// mostBallots is the largest figure of a tally; no province has more people.
const mostBallots = par.Decimal("99999999")

// BallotsField names the field of a group's ballots in a form.
func BallotsField(group string) string { return group + ".ballots" }

// CountField names the count of an option of a question, counted from 1.
func CountField(group string, question int, option string) string {
	return group + ".q" + strconv.Itoa(question) + "." + option
}

// TallyFaults tells which figure of a tally is at fault, by the name of its field.
func TallyFaults(rule *score.Rule, v *score.Value) map[string]par.Text {
	faults := map[string]par.Text{}
	for _, g := range v.Groups {
		if !slices.ContainsFunc(rule.Groups, func(known score.Group) bool { return known.ID == g.ID }) {
			faults["value"] = par.T("appraisal.unknown_group", "group", g.ID)
			continue
		}
		wholeFault(faults, BallotsField(g.ID), g.Ballots)
		for i, question := range g.Questions {
			for _, o := range question {
				wholeFault(faults, CountField(g.ID, i+1, o.Option), o.Count)
			}
		}
	}
	return faults
}

func wholeFault(faults map[string]par.Text, field string, n par.Decimal) {
	if text, wrong := CountFault(n); wrong {
		faults[field] = text
	}
}

// CountFault tells what is wrong with a count of people, if anything.
func CountFault(n par.Decimal) (par.Text, bool) {
	switch {
	case !n.Known():
		return par.T("appraisal.count_missing"), true
	case !n.Rat().IsInt() || n.Sign() < 0:
		return par.T("appraisal.count_whole"), true
	case n.Cmp(mostBallots) > 0:
		return par.T("error.range", "min", "0", "max", mostBallots), true
	}
	return par.Text{}, false
}
