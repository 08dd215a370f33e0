package appraisal_test

import (
	"testing"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
)

// cited makes a use of a document for a leaf of a unit, as if it had been
// attached in time.
func (w *world) cited(code, leaf string) par.ID {
	w.t.Helper()
	use, document := par.ID("use-"+code+"-"+leaf), par.ID("paper-"+code+"-"+leaf)
	w.must(w.db.Housekeep(w.ctx(), func(tx *db.Tx) error {
		if _, err := tx.Exec(`INSERT INTO stored_file (hash, size, media_type, pages, created_at) VALUES ('h', 1, 'application/pdf', 9, 0) ON CONFLICT (hash) DO NOTHING`); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO document (id, unit_id, number, kind, issued_on, issuer, signer, summary, folded, file_hash, file_name, begun_at, created_at, created_by, version)
			VALUES ($1, $2, '12/QĐ', 'decision', '', '', '', 'x', '', 'h', 'x.pdf', 0, 0, '', 1)`, document, w.units[code]); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO evidence_use (id, dossier_id, leaf, document_id, page, section, passage, revision, added_at, added_by, removed_at, version)
			VALUES ($1, $2, $3, $4, 4, '', 'đạt 98 phần trăm', 2, 0, '', 0, 1)`, use, w.dossier[code], leaf, document)
		return err
	}))
	return use
}

func (w *world) judgeUse(actor par.Actor, code string, use par.ID, v evidence.Verdict) (evidence.Verdict, error) {
	leaf := string(use[len(use)-3:])
	return w.service.JudgeEvidence(w.ctx(), actor, w.dossier[code], leaf, use, v, w.key())
}

var unproven = evidence.Verdict{Proof: evidence.Not, Remark: "Trang 4 nói về năm trước"}

func TestADocumentIsJudgedByTheConditionsOfAMark(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		use := w.cited("sa", "1.1")
		given, err := w.judgeUse(w.hoa(), "sa", use, unproven)
		if err != nil || given.Version != 1 || given.Revision != 2 || given.Stage != score.StageAppraisal1 || given.Actor != w.hoa().Person {
			t.Fatalf("gave %+v, %v", given, err)
		}
		_, err = w.judgeUse(w.hoa(), "sa", use, evidence.Verdict{Proof: evidence.Proves})
		wantCode(t, err, par.Conflict)
		_, err = w.judgeUse(w.hoa(), "sa", use, evidence.Verdict{Proof: evidence.Partly, Version: 1})
		wantCode(t, err, par.Invalid)
		_, err = w.judgeUse(w.hoa(), "sa", use, evidence.Verdict{Proof: "perhaps", Version: 1})
		wantCode(t, err, par.Invalid)
		given, err = w.judgeUse(w.hoa(), "sa", use, evidence.Verdict{Proof: evidence.Proves, Version: 1})
		if err != nil || given.Version != 2 {
			t.Errorf("judged again %+v, %v", given, err)
		}
		v, err := w.service.Item(w.ctx(), w.hoa(), w.dossier["sa"], "1.1")
		w.must(err)
		if got := v.Judged(use); got.Proof != evidence.Proves || got.Version != 2 {
			t.Errorf("the item shows %+v", got)
		}

		_, err = w.judgeUse(w.hoa(), "sc", w.cited("sc", "1.1"), unproven)
		wantCode(t, err, par.NotFound) // it is his own unit
		_, err = w.judgeUse(w.hoa(), "sa", w.cited("sa", "2.1"), unproven)
		wantCode(t, err, par.NotFound) // not his area
		_, err = w.judgeUse(w.hoa(), "sb", use, unproven)
		wantCode(t, err, par.NotFound) // it stands in another dossier
		clock.Set(deadline)
		_, err = w.judgeUse(w.hoa(), "sa", use, evidence.Verdict{Proof: evidence.Proves, Version: 2})
		wantCode(t, err, par.Closed)
	})
}

func TestTheSecondSeesNoVerdictOfTheFirst(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		use := w.cited("sa", "1.1")
		minh := w.judge("minh.td", "sd", "1", "2")
		_, err := w.mark(w.hoa(), "sa", opinion)
		w.must(err)
		_, err = w.judgeUse(w.hoa(), "sa", use, unproven)
		w.must(err)
		_, err = w.ask(appraisal.Question{Person: minh.Person, Dossier: w.dossier["sa"], Leaf: "1.1"})
		w.must(err)
		second := func() appraisal.SecondView {
			v, err := w.service.SecondOpinion(w.ctx(), minh, w.dossier["sa"], "1.1")
			w.must(err)
			return v
		}
		if v := second(); len(v.Verdicts[use]) != 0 {
			t.Fatalf("before his own he sees %+v", v.Verdicts[use])
		}
		own, err := w.judgeUse(minh, "sa", use, evidence.Verdict{Proof: evidence.Proves})
		if err != nil || own.Stage != "second" || own.Version != 1 {
			t.Fatalf("his own %+v, %v", own, err)
		}
		if v := second(); v.Judged(use).Proof != evidence.Proves || len(v.Verdicts[use]) != 1 {
			t.Errorf("with his own verdict alone he sees %+v", v.Verdicts[use])
		}
		first, err := w.service.Item(w.ctx(), w.hoa(), w.dossier["sa"], "1.1")
		w.must(err)
		if len(first.Verdicts[use]) != 1 || first.Judged(use).Proof != evidence.Not {
			t.Errorf("the first sees %+v", first.Verdicts[use])
		}
		clock.Forward(1)
		_, err = w.service.GiveSecondOpinion(w.ctx(), minh, w.dossier["sa"], appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept}, w.key())
		w.must(err)
		if v := second(); len(v.Verdicts[use]) != 2 {
			t.Errorf("after his own opinion he sees %+v", v.Verdicts[use])
		}
	})
}
