package appraisal

import (
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// markStage is the stage to which a mark given now belongs.
func markStage(p dossier.Place) score.Stage {
	if p.Stage() == par.Appraisal2 {
		return score.StageAppraisal2
	}
	return score.StageAppraisal1
}

// leafResource describes a leaf that is judged to the policy table: beside its
// area, to whom it is allotted and who was asked for the second opinion.
func leafResource(tx *db.Tx, p dossier.Place, leaf string) (policy.Resource, error) {
	r := p.LeafResource(leaf)
	a, err := allotmentOf(tx, p.Dossier.ID, r.Area)
	if err != nil {
		return r, err
	}
	second, err := dossier.SecondOf(tx, p.Dossier.ID, leaf)
	if second.Asked() {
		r.Asked = second.Person
	}
	r.Holder = a.Person
	return r, err
}

// settled tells whether a mark still answers what it judged: the claim, or the
// explanation, has not changed since.
func settled(said, mark dossier.Score) bool { return mark.Given() && !dossier.Stale(said, mark) }

// Exceeds tells whether what was concluded is more than a finding leaves: more
// points than its most, points that wait for the block, or a leaf taken out.
func Exceeds(set *score.Set, leaf string, concluded dossier.Score, f dossier.Inspection) (bool, error) {
	if !concluded.Given() {
		return false, nil
	}
	return f.ExceededBy(set, answerOf(concluded, leaf))
}

// Overruled finds the finding that forbids a conclusion, if any.
func Overruled(set *score.Set, leaf string, concluded dossier.Score, findings []dossier.Inspection) (dossier.Inspection, bool, error) {
	for _, f := range findings {
		if exceeds, err := Exceeds(set, leaf, concluded, f); err != nil || exceeds {
			return f, exceeds, err
		}
	}
	return dossier.Inspection{}, false, nil
}

// within refuses a conclusion that gives more than a finding leaves. It names
// the finding at the field that would have to change.
func within(set *score.Set, in Mark, concluded dossier.Score, findings []dossier.Inspection) error {
	f, exceeds, err := Overruled(set, in.Leaf, concluded, findings)
	if err != nil || !exceeds {
		return err
	}
	field := "points"
	switch {
	case in.Verdict == Accept, in.Verdict == Keep:
		field = "verdict"
	case in.Value != nil:
		field = "value"
	}
	return fault(field, par.T("fair.overruled", "source", f.Source, "date", f.FoundOn, "most", f.Most))
}
