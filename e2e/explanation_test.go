package e2e

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit/world"
)

// disputed is a round in which a unit may explain that leaf 3.4.1 was cut; two
// of its officers may write.
func disputed(t *testing.T, at storage) (world.Member, world.Person) {
	t.Helper()
	d := open(t, at)
	city, err := world.Build(t.Context(), d, wall{}, world.Options{Units: 2, Random: rand.Reader})
	must(t, err)
	one := city.Members[0]
	second, err := city.Enrol(t.Context(), "cb2.dv01", one.Officer.Grants...)
	must(t, err)
	for _, m := range city.Members {
		must(t, city.Declare(t.Context(), city.Round.ID, m, "3.4.1", 0))
		must(t, city.Sign(t.Context(), city.Round.ID, m))
	}
	must(t, city.Appraise(t.Context(), city.Round.ID, wall{}.Now()))
	judge, err := city.Enrol(t.Context(), "td.mot", par.Grant{Role: par.Appraiser, Round: city.Round.ID})
	must(t, err)
	for _, m := range city.Members {
		for _, leaf := range city.Edition.Set.Leaves() {
			mark := appraisal.Mark{Leaf: leaf.Code, Verdict: appraisal.Accept}
			if leaf.Code == "3.4.1" && m.Dossier == one.Dossier {
				mark = appraisal.Mark{Leaf: leaf.Code, Verdict: appraisal.Adjust, Points: "0", Reason: par.NoEvidence, Remark: "Không có văn bản kèm theo."}
			}
			if leaf.Rule.Type == score.RuleSurvey {
				continue
			}
			_, err := city.Appraisals.AppraiseScore(t.Context(), judge.Actor, m.Dossier, mark, city.Key())
			must(t, err)
		}
	}
	hearUnits(t, d, city)
	must(t, d.Close())
	return one, second
}

// hearUnits ends the appraisal of a round and lets its units explain.
func hearUnits(t *testing.T, d *db.DB, city *world.World) {
	t.Helper()
	r, err := city.RoundNow(t.Context(), city.Round.ID)
	must(t, err)
	now := wall{}.Now()
	r.Calendar = []round.Window{
		{Stage: par.SelfScoring, Opens: now.Add(-3 * time.Hour), Closes: now.Add(-2 * time.Hour)},
		{Stage: par.Appraisal1, Opens: now.Add(-2 * time.Hour), Closes: now.Add(-time.Hour)},
		{Stage: par.Explanation, Opens: now.Add(-time.Hour), Closes: now.Add(200 * time.Hour)},
		{Stage: par.Appraisal2, Opens: now.Add(200 * time.Hour), Closes: now.Add(300 * time.Hour)},
	}
	must(t, city.Rounds.ConfigureRound(t.Context(), city.Standing.Actor, r, "Lịch đầy đủ", city.Key()))
	r, err = city.RoundNow(t.Context(), city.Round.ID)
	must(t, err)
	must(t, city.Rounds.MoveStage(t.Context(), city.Standing.Actor, r.ID, r.Version, par.Explanation, city.Key()))
}

// explains types words about leaf 3.4.1 and leaves the box.
func (v *tab) explains(text string) {
	v.t.Helper()
	v.fill("[id='note-3.4.1']", text)
	v.do(leaveField)
}

// textSays waits until the state of the words about leaf 3.4.1 is said.
func (v *tab) textSays(state string) {
	v.t.Helper()
	v.until("the words to be "+state, fmt.Sprintf(`document.querySelector("[data-note-state='3.4.1']").innerText.includes(%q)`, state))
}

const twoTexts = "#two-3\\.4\\.1"

func TestTwoTextsOfAnExplanationStandUnderItsBoxUntilOneIsChosen(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one, another := disputed(t, at)
	b := openBrowser(t, serve(t, at).url)
	first, second := b.as(t, one.Officer.Login, world.Password), b.as(t, another.Login, world.Password)
	page := "/dossiers/" + string(one.Dossier) + "/explanation"
	first.open(page)
	second.open(page)
	first.explains("Lời của người thứ nhất")
	first.textSays("Đã lưu")
	second.explains("Lời của người thứ hai")
	for range 2 { // at once, and when the page is loaded again
		second.textSays("Xung đột")
		box := second.text(twoTexts)
		for _, want := range []string{"Lời của người thứ nhất", "Lời của người thứ hai", one.Officer.Name, ":"} {
			if !strings.Contains(box, want) {
				t.Errorf("the choice %q does not show %q", box, want)
			}
		}
		second.open(page)
	}

	// While it is open, the leader is not told; the item is named.
	second.textSays("Xung đột")
	second.press("[data-whole] [type=submit]")
	second.see("Chưa báo lãnh đạo: còn 1 mục", "Đến mục 3.4.1")
	second.at(page)
	second.press(twoTexts + " [data-choose=theirs]")
	second.holds("[id='note-3.4.1']", "Lời của người thứ nhất")
	second.see("Bạn đã gõ: Lời của người thứ hai")
	second.nothingKept()
	second.until("no more word of it", `!document.getElementById("held-bar")`)

	// What is still on its way does not have to be waited for by hand.
	second.fill("[id='note-3.4.1']", "Lời cuối")
	second.press("[data-whole] [type=submit]")
	second.see("Đã báo")
	second.holds("[id='note-3.4.1']", "Lời cuối")
}

func TestATextLeftOverWhenAnExplanationIsSignedIsListedToBeCopied(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one, another := disputed(t, at)
	b := openBrowser(t, serve(t, at).url)
	first, second, leader := b.as(t, one.Officer.Login, world.Password), b.as(t, another.Login, world.Password), b.as(t, one.Leader.Login, world.Password)
	page := "/dossiers/" + string(one.Dossier) + "/explanation"
	first.open(page)
	second.open(page)
	first.explains("Lời của người thứ nhất")
	first.textSays("Đã lưu")
	second.explains("Lời của người thứ hai")
	second.textSays("Xung đột")
	leader.open(page + "/review")
	leader.send("/explanation/submit", nil)
	second.open(page)
	second.see("1 giá trị gõ sau khi phiếu khóa", "3.4.1 = Lời của người thứ hai", "Chép tất cả")
}

func TestThePageThatOneComesBackToTellsWhatWasSavedSince(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one, _ := disputed(t, at)
	v := openBrowser(t, serve(t, at).url).as(t, one.Officer.Login, world.Password)
	page := "/dossiers/" + string(one.Dossier) + "/explanation"
	v.open(page)
	v.fill("[id='note-3.4.1']", "Đi ngay")
	v.open("/")
	eval[bool](v, `(history.back(), true)`)
	v.at(page)
	v.holds("[id='note-3.4.1']", "Đi ngay")
	v.says("3.4.1", "Đã giải trình")
	v.nothingKept()
}
