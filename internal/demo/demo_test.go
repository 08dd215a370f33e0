package demo_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/blob"
	"parindex/internal/council"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/demo"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/explanation"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/result"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/thread"
	"parindex/internal/unit"
)

// published is domain/cantho-2017.json: what must come out.
type published struct {
	Year        int `json:"year"`
	Evaluation  int `json:"evaluation_year_number"`
	Departments publishedBlock
	Districts   publishedBlock
}

type publishedBlock struct {
	Count   int
	Average par.Decimal
	Change  par.Decimal         `json:"change_on_previous_year"`
	Without int                 `json:"years_running_without_top_class"`
	Classes map[string][]string `json:"by_class"`
}

func readPublished(t *testing.T) published {
	t.Helper()
	data, err := os.ReadFile("../../../shared/domain/cantho-2017.json")
	if os.IsNotExist(err) {
		t.Skip("skipped: the published result of 2017 is not there, put it at shared/domain/cantho-2017.json beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	var p published
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func fill(t *testing.T) (demo.Services, *demo.Clock) {
	t.Helper()
	clock := demo.NewClock(testkit.NewClock())
	random := testkit.Random(5)
	dir := t.TempDir()
	files, err := blob.Open(filepath.Join(dir, "files"), random)
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(context.Background(), db.Options{Dir: dir, Clock: clock, Random: random, Log: testkit.Quiet()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(d.Close(), files.Close()); err != nil {
			t.Error(err)
		}
	})
	s := demo.Services{
		DB: d, Accounts: account.New(d, account.Options{Random: random, Log: testkit.Quiet(), Cost: account.Cost{Passes: 1, Memory: 64}}),
		Units: unit.New(d), Editions: criteria.New(d), Rounds: round.New(d, appraisal.Procedure()),
		Dossiers: dossier.New(d), Evidence: evidence.New(d, files, evidence.Limits{File: 1 << 20, Unit: 1 << 30}, dossier.LeafResource),
		Appraisals: appraisal.New(d), Explanations: explanation.New(d), Councils: council.New(d), Publications: publication.New(d),
		Threads: thread.New(d), Notices: notice.New(d),
	}
	if err := demo.Fill(context.Background(), s, clock); err != nil {
		t.Fatal(err)
	}
	return s, clock
}

// result2017 finds the publication of 2017 as the public sees it.
func result2017(t *testing.T, s demo.Services) publication.Results {
	t.Helper()
	all, err := s.Publications.ListPublic(context.Background(), par.Actor{})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(p publication.Publication) bool { return p.Year == 2017 })
	if i < 0 {
		t.Fatal("2017 has not been published")
	}
	r, err := s.Publications.PublicResults(context.Background(), par.Actor{}, all[i].ID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTheRoundOf2017 fills the demonstration once and holds it against what was published.
func TestTheRoundOf2017(t *testing.T) {
	want := readPublished(t)
	s, _ := fill(t)
	t.Run("the announcement has every published fact", func(t *testing.T) { hasEveryFact(t, s, want) })
	t.Run("one changed answer changes the facts", func(t *testing.T) { oneAnswerMatters(t, s, want) })
}

func hasEveryFact(t *testing.T, s demo.Services, want published) {
	r := result2017(t, s)
	var blocks []result.Block
	for _, b := range r.Results {
		blocks = append(blocks, *b)
	}
	facts := publication.FactsOf(r.Year, r.Title, r.DemoNote, blocks)
	if facts.Number != want.Evaluation || facts.Year != want.Year {
		t.Errorf("year %d, evaluation number %d; want %d and %d", facts.Year, facts.Number, want.Year, want.Evaluation)
	}
	if diff := factsDiffer(facts, want); diff != "" {
		t.Errorf("facts differ from the notice (-published +computed):\n%s", diff)
	}
	text := publication.Announce(facts, i18n.Vi)
	for _, fact := range factsInWords(want) {
		if !strings.Contains(text, fact) {
			t.Errorf("the announcement lacks %q:\n%s", fact, text)
		}
	}
}

// oneAnswerMatters takes the published bundle of the districts, changes one
// answer and sees that the facts no longer agree.
func oneAnswerMatters(t *testing.T, s demo.Services, want published) {
	files, err := s.Publications.PublicFile(context.Background(), par.Actor{}, result2017(t, s).ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range files.Files {
		bundle, err := score.ReadBundle([]byte(block.Bundle))
		if err != nil {
			t.Fatal(err)
		}
		honest, err := score.Compute(bundle, score.Final)
		if err != nil || string(honest.JSON()) != block.Result {
			t.Fatalf("the bundle of %s does not compute to its published result: %v", block.Block, err)
		}
		if block.Block != "huyen" {
			continue
		}
		changed := bundle.Edit()
		i := slices.IndexFunc(changed.Answers, func(a score.Answer) bool {
			return a.Stage == score.StageAppraisal1 && a.Node == "1.1.1" && a.Unit == "cr"
		})
		changed.Answers[i].Value, changed.Answers[i].Points, changed.Answers[i].NA = nil, "0", false
		other, err := score.Compute(changed, score.Final)
		if err != nil {
			t.Fatal(err)
		}
		if other.Summary().Average == want.Districts.Average {
			t.Errorf("the mean stays %s although an answer was changed", want.Districts.Average)
		}
	}
}

func factsDiffer(got publication.Facts, want published) string {
	diff := ""
	for i, block := range []publishedBlock{want.Departments, want.Districts} {
		b := got.Blocks[i]
		classes := map[string][]string{}
		for _, c := range b.Classes {
			if len(c.Units) > 0 {
				classes[c.Name] = c.Units
			}
		}
		computed := publishedBlock{Count: b.Count, Classes: classes}
		if block.Average.Known() {
			computed.Average, computed.Change, computed.Without = b.Average, b.Change, b.Without
		}
		diff += cmp.Diff(block, computed)
	}
	return diff
}

func factsInWords(want published) []string {
	facts := []string{
		"2017", "năm thứ năm", "83,78", "giảm 0,27", "năm thứ tư liên tiếp không có đơn vị xếp loại Rất tốt",
		"20 đơn vị", "9 đơn vị", "4 đơn vị", "5 đơn vị", "11 đơn vị", "7 đơn vị", "2 đơn vị",
	}
	for _, block := range []publishedBlock{want.Departments, want.Districts} {
		for _, names := range block.Classes {
			facts = append(facts, strings.Join(names, "; "))
		}
	}
	return facts
}
