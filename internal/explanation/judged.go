package explanation

import (
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Judged is what the first appraisal thought of one document of a leaf when its
// result was served.
type Judged struct {
	Leaf    string         `json:"leaf"`
	Use     par.ID         `json:"use"`
	Title   string         `json:"title"` // of the document
	Page    int            `json:"page,omitempty"`
	Section string         `json:"section,omitempty"`
	Passage string         `json:"passage,omitempty"`
	Proof   evidence.Proof `json:"proof"`
	Remark  string         `json:"remark,omitempty"`
}

// judgedOf lists what the first appraisal thought of the documents of a dossier.
// What a second opinion thought is not for the unit.
func judgedOf(tx *db.Tx, p dossier.Place) ([]Judged, error) {
	verdicts, err := evidence.ListVerdicts(tx, p.Dossier.ID)
	if err != nil || len(verdicts) == 0 {
		return nil, err
	}
	cited, err := evidence.ListUses(tx, p.Dossier.ID)
	var all []Judged
	for _, c := range cited {
		if v, ok := verdicts[c.ID][score.StageAppraisal1]; ok {
			all = append(all, Judged{
				Leaf: c.Leaf, Use: c.ID, Title: c.Document.Title(), Page: c.Page, Section: c.Section, Passage: c.Passage, Proof: v.Proof, Remark: v.Remark,
			})
		}
	}
	return all, err
}

// Verdict is what the first appraisal thought of a document, as it was served.
func (b Body) Verdict(use par.ID) (Judged, bool) {
	for _, j := range b.Judged {
		if j.Use == use {
			return j, true
		}
	}
	return Judged{}, false
}
