package explanation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

// toldOfFindings lists of which findings people of units were told.
func (w *world) toldOfFindings() (told []string) {
	w.t.Helper()
	w.must(w.DB.Read(w.t.Context(), func(tx *db.Tx) error {
		all, err := notice.InRound(tx, w.Round.ID, notice.FindingRecorded)
		for _, n := range all {
			told = append(told, n.Args["leaf"]+": "+strings.TrimPrefix(n.Args["most"], notice.Number("")))
		}
		return err
	}))
	return told
}

func TestTheNoticeKeepsWhatInspectionsHadFound(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := build(t, d, clock)
		id := w.Dossier("snv").ID
		find := func(leaf string, most par.Decimal) {
			w.must(w.Appraisals.RecordInspection(t.Context(), w.Hanh, w.Round.ID, appraisal.Finding{
				Unit: w.Units["snv"].ID, Leaf: leaf, Source: "KL " + leaf, FoundOn: "01/06/2026", Body: "Đã xem", Most: most,
			}, w.Key()))
		}
		find("3.1", "")
		find("1.2", "38")
		w.Move(par.Explanation)
		if told := w.toldOfFindings(); len(told) > 0 {
			t.Errorf("told %q of what the notice names", told)
		}
		find("1.1", "10")
		if diff := cmp.Diff([]string{"1.1: 10"}, w.toldOfFindings()); diff != "" {
			t.Errorf("whoever acts for the unit was told (-want +got):\n%s", diff)
		}
		all, err := w.Appraisals.Inspections(t.Context(), w.Hanh, w.Round.ID)
		w.must(err)
		for _, f := range all.Findings {
			if f.Leaf == "3.1" {
				_, err := w.Appraisals.RemoveInspection(t.Context(), w.Hanh, f.ID, f.Version, "nhầm đơn vị", w.Key())
				w.must(err)
			}
		}
		n, err := w.Notice(t.Context(), w.Officer("snv"), id)
		w.must(err)
		var got []string
		for _, f := range n.Named() {
			line := f.Leaf + " " + f.Source + " " + string(f.Most)
			if f.Gone {
				line += " gone"
			}
			if f.Since != 0 {
				line += " since"
			}
			got = append(got, line)
		}
		if diff := cmp.Diff([]string{"1.2 KL 1.2 38", "3.1 KL 3.1  gone", "1.1 KL 1.1 10 since"}, got); diff != "" {
			t.Error(diff)
		}
		for _, item := range w.sheet("snv").Items {
			if want := map[string]int{"1.1": 1, "1.2": 1}[item.Node.Code]; len(item.Findings) != want {
				t.Errorf("the explanation of %s shows %d findings", item.Node.Code, len(item.Findings))
			}
		}
	})
}
