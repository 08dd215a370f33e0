package publication

import (
	"testing"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/result"
	"parindex/internal/testkit"
)

// districts are nine invented districts with the published mean of 2017.
func districts() result.Block {
	return result.Block{
		Code: "huyen", Name: "Quận, huyện", Year: 2017, Method: result.Method{IndexDecimals: 2},
		Classes: []result.Class{
			{Name: "Rất tốt", From: "90", Units: []string{}},
			{Name: "Tốt", From: "80", Units: []string{"UBND quận A", "UBND huyện B"}},
			{Name: "Khá", From: "70", Units: []string{"UBND huyện C"}},
			{Name: "Trung bình", From: "60", Units: []string{}},
			{Name: "Yếu", From: "0", Units: []string{}},
		},
		Units: []result.Unit{
			{Code: "a", Name: "UBND quận A", Ranked: true, Rank: 1, Index: "88.92"},
			{Code: "b", Name: "UBND huyện B", Ranked: true, Rank: 2, Index: "84.91"},
			{Code: "c", Name: "UBND huyện C", Ranked: true, Rank: 3, Index: "77.51"},
		},
		Summary: result.Summary{
			Count: 3, Average: "83.78", Highest: "88.92", Lowest: "77.51", PreviousYear: 2016, PreviousAverage: "84.05", Change: "-0.27",
		},
		Years:   []result.Year{{Year: 2016}, {Year: 2015}, {Year: 2014}, {Year: 2013}},
		Without: 4,
	}
}

func TestAnnouncementSaysTheFacts(t *testing.T) {
	facts := FactsOf(2017, "Chỉ số cải cách hành chính năm 2017", "Điểm từng đơn vị là số minh họa.", []result.Block{districts()})
	for _, lang := range []i18n.Lang{i18n.Vi, i18n.En} {
		testkit.Golden(t, "testdata/announcement."+string(lang)+".txt", Announce(facts, lang)+"\n")
	}
}

func TestAnnouncementFollowsTheFacts(t *testing.T) {
	first := Announce(FactsOf(2017, "Chỉ số cải cách hành chính năm 2017", "", []result.Block{districts()}), i18n.Vi)
	changes := map[string]func(*result.Block){
		"mean":    func(b *result.Block) { b.Summary.Average = "83.79" },
		"change":  func(b *result.Block) { b.Summary.Change = "0.27" },
		"class":   func(b *result.Block) { b.Classes[1].Units, b.Classes[2].Units = b.Classes[2].Units, b.Classes[1].Units },
		"streak":  func(b *result.Block) { b.Without = 1 },
		"highest": func(b *result.Block) { b.Units[0].Index, b.Summary.Highest = "89", "89" },
		"years":   func(b *result.Block) { b.Years = b.Years[1:] },
	}
	for name, change := range changes {
		b := districts()
		change(&b)
		if Announce(FactsOf(2017, "Chỉ số cải cách hành chính năm 2017", "", []result.Block{b}), i18n.Vi) == first {
			t.Errorf("another %s leaves the announcement as it was", name)
		}
	}
}

func TestFactsNameAllUnitsAtTheEnds(t *testing.T) {
	b := districts()
	b.Units[1].Index = "88.92"
	got := FactsOf(2017, "Chỉ số cải cách hành chính năm 2017", "", []result.Block{b}).Blocks[0]
	if len(got.First) != 2 || len(got.Last) != 1 || got.Top != "Rất tốt" || got.Highest != par.Decimal("88.92") {
		t.Errorf("facts %+v: want two units first and one last", got)
	}
}
