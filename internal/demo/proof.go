package demo

import (
	"context"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
)

// judgeEvidence has an appraiser say of the documents of the leaves that he
// marks whether they prove the claim.
func (s *stage) judgeEvidence(ctx context.Context, appraiser par.Actor, d dossier.Dossier, all []claim, part float64) error {
	var cited []evidence.Citation
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		cited, err = evidence.ListUses(tx, d.ID)
		return err
	})
	if err != nil {
		return err
	}
	marked := map[string]par.Reason{}
	for _, c := range all[:int(float64(len(all))*part)] {
		marked[c.leaf.Code] = c.mark.Reason
	}
	for i, c := range cited {
		reason, ok := marked[c.Leaf]
		if !ok || reason == "" && i%3 == 0 {
			continue
		}
		if _, err := s.Appraisals.JudgeEvidence(ctx, appraiser, d.ID, c.Leaf, c.ID, thought(reason), s.key()); err != nil {
			return fmt.Errorf("judge what is cited for %s: %w", c.Leaf, err)
		}
	}
	return nil
}

// thought is what an invented appraiser thinks of a document of a leaf that
// lost points for a reason, or for none.
func thought(reason par.Reason) evidence.Verdict {
	switch reason {
	case "":
		return evidence.Verdict{Proof: evidence.Proves}
	case par.NotShown, par.NoEvidence, par.OutsidePeriod, par.NotSigned:
		return evidence.Verdict{Proof: evidence.Not, Remark: "Đoạn được viện dẫn nói chung là đã thực hiện, không có số liệu và ngày hoàn thành của mục này."}
	}
	return evidence.Verdict{Proof: evidence.Partly, Remark: "Có thể hiện kết quả nhưng số liệu chưa khớp với số đã khai."}
}
