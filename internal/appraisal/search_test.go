package appraisal_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/testkit"
)

// TestPrecedentsAreWhatThePolicyAllows compares the list with the policy table,
// row by row, for everybody and every search.
func TestPrecedentsAreWhatThePolicyAllows(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		lan := w.judge("lan.td", "sb", "1", "2")
		both := w.hoa()
		both.Grants = append(both.Grants, par.Grant{Role: par.Officer, Unit: w.units["sa"]})
		marks := map[string]appraisal.Mark{
			"1.1": opinion, "1.2": {Verdict: appraisal.Accept}, "1.3": {Verdict: appraisal.Adjust, Points: "0.2", Reason: par.NoEvidence, Remark: "Thiếu báo cáo quý"},
			"2.1": {Verdict: appraisal.Accept},
		}
		for _, code := range []string{"sa", "sb", "sc"} {
			for leaf, m := range marks {
				m.Leaf = leaf
				boss := par.Actor{Person: "boss", Grants: []par.Grant{{Role: par.Appraiser, Round: w.round}}}
				_, err := w.mark(boss, code, m)
				w.must(err)
			}
		}
		_, err := w.ask(appraisal.Question{Person: lan.Person, Dossier: w.dossier["sa"], Leaf: "1.1"})
		w.must(err)
		for name, actor := range map[string]par.Actor{"hoa": w.hoa(), "minh": w.minh(), "lan": lan, "the standing body": w.standing(), "both": both} {
			for _, in := range []appraisal.Search{
				{Leaf: "1.1"}, {Leaf: "2.1"}, {Reason: par.Late}, {Words: "muon MUOI"}, {Words: "báo cáo thiếu"}, {Leaf: "1.1", Reason: par.NoEvidence}, {Leaf: "9"}, {},
			} {
				found, err := w.service.Precedents(w.ctx(), actor, w.round, in)
				w.must(err)
				var got []string
				for _, c := range found.Cases {
					got = append(got, string(c.Place.Dossier.ID)+" "+c.Node.Code)
				}
				slices.Sort(got)
				if diff := cmp.Diff(w.allowed(actor, in, marks), got); diff != "" {
					t.Errorf("%s, %+v (-policy +list):\n%s", name, in, diff)
				}
			}
		}
		_, err = w.service.Precedents(w.ctx(), w.officer("sa"), w.round, appraisal.Search{Leaf: "1.1"})
		wantCode(t, err, par.Forbidden)
	})
}

// allowed asks the policy table about every mark that fits a search.
func (w *world) allowed(actor par.Actor, in appraisal.Search, marks map[string]appraisal.Mark) []string {
	fits := map[string]bool{}
	for leaf, m := range marks {
		words := map[string]bool{"": true, "muon MUOI": m.Remark == opinion.Remark, "báo cáo thiếu": m.Remark == "Thiếu báo cáo quý"}[in.Words]
		fits[leaf] = (in.Leaf == "" || in.Leaf == leaf) && (in.Reason == "" || in.Reason == m.Reason) && words && !in.Empty()
	}
	var list []string
	w.must(w.db.Read(w.ctx(), func(tx *db.Tx) error {
		for _, code := range []string{"sa", "sb", "sc"} {
			p, err := dossier.PlaceOf(tx, w.dossier[code])
			w.must(err)
			for leaf := range marks {
				_, refused := policy.Check(actor, policy.ReadPrecedent, p.Resource(p.AreaOf(leaf)), tx.Now())
				second, err := dossier.SecondOf(tx, p.Dossier.ID, leaf)
				w.must(err)
				if refused == nil && fits[leaf] && !second.BlindFor(actor.Person) {
					list = append(list, fmt.Sprint(p.Dossier.ID, " ", leaf))
				}
			}
		}
		return nil
	}))
	slices.Sort(list)
	return list
}

func TestThePrecedentIsTheLastDecision(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		_, err := w.mark(w.hoa(), "sa", opinion)
		w.must(err)
		again := opinion
		again.Version, again.Points, again.Remark = 1, "1.2", "xem lại"
		_, err = w.mark(w.hoa(), "sa", again)
		w.must(err)
		found, err := w.service.Precedents(w.ctx(), w.hoa(), w.round, appraisal.Search{Leaf: "1.1", Block: "so"})
		w.must(err)
		if len(found.Cases) != 1 || found.Cases[0].Marked.Points != "1.2" || found.Cases[0].Claimed.Points != "1.8" || found.Cases[0].Mark.Stage != score.StageAppraisal1 {
			t.Errorf("found %+v", found.Cases)
		}
	})
}
