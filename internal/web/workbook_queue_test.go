package web

import (
	"testing"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	books "parindex/internal/workbook"
)

func TestARowOfAQueueIsPreviewedInPoints(t *testing.T) {
	set, err := score.ReadSet([]byte(`{"id": "s", "title": "S", "nodes": [{"code": "1", "title": "A", "children": [
		{"code": "1.1", "title": "Đúng hạn", "max": "3", "rule": {"type": "ratio"}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	leaf, _ := set.Find("1.1")
	row := books.QueueRow{
		Item: appraisal.Item{Leaf: leaf}, Set: set, Outcome: books.Conflict, By: "Hoa", At: 1,
		Now:   dossier.Score{Leaf: "1.1", Kind: dossier.KindValue, Value: &score.Value{A: "1900", B: "2000"}, Actor: "hoa"},
		After: dossier.Score{Leaf: "1.1", Kind: dossier.KindPoints, Points: "1", Reason: par.Late},
	}
	p := i18n.New(i18n.Vi)
	accepted := row
	accepted.Claim, accepted.Now, accepted.After = row.Now, dossier.Score{Leaf: "1.1"}, row.Now
	if got := queueRowView(wordingOf(p, set), accepted, "an", 2); got.To != "Chấp nhận, 2,85 điểm" || got.NoteHead != "Nhận xét:" {
		t.Errorf("accepting reads %q with %q", got.To, got.NoteHead)
	}
	for _, c := range []struct {
		reader par.ID
		by     string
	}{{"an", "Hoa"}, {"hoa", "chính anh/chị"}} {
		got := queueRowView(wordingOf(p, set), row, c.reader, 2)
		if got.From != "2,85 điểm (1.900/2.000)" || got.To != "1,00 điểm, Muộn hạn" || got.By != c.by {
			t.Errorf("%s reads %q → %q by %q", c.reader, got.From, got.To, got.By)
		}
	}
}
