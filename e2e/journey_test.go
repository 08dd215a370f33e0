package e2e

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
	"parindex/internal/unit"
)

// journey is one round on its way, seen by the people who take it.
type journey struct {
	t           *testing.T
	b           *browser
	round       string // address of the round's page
	dossier     string // address of the first unit's sheet
	publication string // address of what was decided
	result      string // address of the public page
}

func TestOneRoundFromCriteriaToThePublicPage(t *testing.T) {
	t.Parallel()
	chromium(t)
	for name, at := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := at(t)
			people(t, at)
			s := serve(t, at)
			j := &journey{t: t, b: openBrowser(t, s.url)}
			hanh := j.b.as(t, "hanh.snv", world.Password)
			j.takeCriteria(hanh)
			j.prepareRound(hanh)
			j.openRound(hanh)
			j.selfScore(j.b.as(t, "mai.stp", world.Password))
			j.sign(j.b.as(t, "duc.stp", world.Password))
			j.openAppraisal(hanh)
			j.appraise(j.b.as(t, "an.syt", world.Password))
			j.decide(hanh)
			j.publish(j.b.as(t, "vinh.vp", world.Password))
			j.read(j.b.someone(t))
			j.download(s.url)
			if status := s.stop(t); status != 0 {
				t.Errorf("stopped with status %d", status)
			}
			unharmed(t, at)
		})
	}
}

// engines are the two places where a city may keep its data.
var engines = map[string]func(t *testing.T) storage{
	"sqlite":   func(t *testing.T) storage { return storage{dir: filepath.Join(t.TempDir(), "data")} },
	"postgres": func(t *testing.T) storage { return storage{dir: t.TempDir(), url: testkit.PostgresURL(t)} },
}

// people puts two departments and everyone of the journey into an empty database.
func people(t *testing.T, at storage) {
	t.Helper()
	ctx := context.Background()
	d := open(t, at)
	defer func() { must(t, d.Close()) }()
	keys := 0
	key := func() db.Key {
		keys++
		return db.Key{Value: fmt.Sprintf("people-%03d", keys), Fingerprint: "people"}
	}
	units := map[string]par.ID{}
	for code, name := range map[string]string{"stp": "Sở Tư pháp", "syt": "Sở Y tế"} {
		u, err := unit.New(d).SaveUnit(ctx, par.Program(), unit.Unit{Code: code, Name: name, Short: strings.ToUpper(code), Level: unit.Department, Active: true}, key())
		must(t, err)
		units[code] = u.ID
	}
	accounts := account.New(d, account.Options{Random: rand.Reader, Log: testkit.Quiet(), Cost: account.Cost{Passes: 1, Memory: 64}})
	for _, p := range []struct {
		login, name string
		grants      []par.Grant
	}{
		{"hanh.snv", "Nguyễn Thị Hạnh", []par.Grant{{Role: par.Standing}}},
		{"mai.stp", "Trần Thị Mai", []par.Grant{{Role: par.Officer, Unit: units["stp"]}}},
		{"duc.stp", "Lê Minh Đức", []par.Grant{{Role: par.Leader, Unit: units["stp"]}}},
		{"an.syt", "Phạm Văn An", nil},
		{"vinh.vp", "Võ Quang Vinh", []par.Grant{{Role: par.Publisher}}},
	} {
		made, err := accounts.Enrol(ctx, par.Program(), key(), account.Draft{Login: p.login, Name: p.name, Language: "vi"}, world.Password)
		must(t, err)
		for _, g := range p.grants {
			_, err := accounts.Grant(ctx, par.Program(), key(), made.ID, g)
			must(t, err)
		}
	}
}

// takeCriteria imports the journey's own set from a file, and stores it after
// having seen what it holds.
func (j *journey) takeCriteria(v *tab) {
	v.open("/criteria/import")
	v.attach("input[name=file]", "testdata/set.json")
	v.press("main form[action='/criteria/import'] [type=submit]")
	v.see("3 tiêu chí chấm điểm")
	v.press("main form[action='/criteria'] [type=submit]")
	v.see("Ban hành kế hoạch đúng hạn", "Hoàn thành nhiệm vụ được giao")
}

// prepareRound makes a round of one block with both departments and an appraiser.
func (j *journey) prepareRound(v *tab) {
	v.open("/rounds/new")
	v.fill("[name=code]", "thu-2026")
	v.fill("[name=year]", "2026")
	v.fill("[name=title]", "Chỉ số cải cách hành chính năm 2026")
	now := time.Now()
	j.calendar(v, now.Add(-time.Hour), now.Add(24*time.Hour), now.Add(48*time.Hour))
	v.press("main form[action='/rounds'] [type=submit]")
	v.until("the round's page", `/^\/rounds\/[0-9a-v]{26}/.test(location.pathname)`)
	j.round = eval[string](v, `location.pathname.match(/^\/rounds\/[0-9a-v]{26}/)[0]`)

	v.open(j.round + "/new-block")
	v.fill("[name=code]", "so")
	v.fill("[name=name]", "Sở, ban, ngành")
	v.choose("[name=edition]", "Bộ tiêu chí của chuyến đi thử")
	v.press("main form[action$='/blocks'] [type=submit]")
	v.at(j.round + "/setup?done")
	v.open(j.round + "/blocks/so/units")
	v.press("[name=level][value=department]")
	v.press("main form[action$='/units'] [type=submit]")
	v.at(j.round + "/setup?done")

	v.open(j.round + "/appraisers")
	v.choose("[name=person]", "Phạm Văn An")
	v.choose("[name=unit]", "Sở Y tế")
	v.press("[name=area][value='1']")
	v.press("[name=area][value='2']")
	v.press("main form[action$='/appraisers'] [type=submit]")
	v.see("2 lượt giao")
}

// calendar types the times of the round: self-scoring between two moments,
// appraisal from the second to the third.
func (j *journey) calendar(v *tab, opens, closes, ends time.Time) {
	for name, when := range map[string]time.Time{
		"self_scoring_opens": opens, "self_scoring_closes": closes, "appraisal1_opens": closes, "appraisal1_closes": ends,
	} {
		there := when.In(i18n.Zone())
		v.fill("[name="+name+"]", there.Format("02/01/2006"))
		v.fill("[name="+name+"_at]", there.Format("15:04:05"))
	}
}

// move takes the round to another stage.
func (j *journey) move(v *tab, stage string) {
	v.open(j.round + "/setup")
	v.press(fmt.Sprintf("details.confirm:has([name=to][value=%s]) > summary", stage))
	v.press(fmt.Sprintf("form:has([name=to][value=%s]) [type=submit]", stage))
	v.at(j.round + "?done")
}

func (j *journey) openRound(v *tab) { j.move(v, "self_scoring") }

// selfScore fills in the sheet as an officer does: cells save themselves, a
// document is uploaded and cited, the leader gets it.
func (j *journey) selfScore(v *tab) {
	v.open("/dossiers")
	v.press("main a[href^='/dossiers/']")
	v.until("the sheet", `/^\/dossiers\/[0-9a-v]{26}$/.test(location.pathname)`)
	j.dossier = eval[string](v, "location.pathname")
	v.open(j.dossier + "?area=1")
	v.press("[data-cell='1.1'] label:has([value=yes])")
	v.saved("1.1", "20,00")
	v.fill("[data-cell='1.2'] [name=a]", "9")
	v.fill("[data-cell='1.2'] [name=b]", "10")
	v.do(leaveField)
	v.saved("1.2", "27,00")
	v.open(j.dossier + "?area=2")
	v.fill("[data-cell='2.1'] [name=points]", "45,5")
	v.do(leaveField)
	v.saved("2.1", "45,50")
	j.cite(v)
	v.open(j.dossier + "/review")
	j.confirm(v, "/send")
	v.see("Chờ lãnh đạo")
}

// saved waits until a cell says that it is kept, and what it is worth.
func (v *tab) saved(leaf, points string) {
	v.t.Helper()
	v.until(leaf+" worth "+points, fmt.Sprintf("document.getElementById('pt-%s').innerText.includes(%q)", leaf, points))
}

// cite uploads a real PDF and cites its second page for the first leaf.
func (j *journey) cite(v *tab) {
	pdf, err := world.PDF("Ke hoach cai cach hanh chinh", 3)
	must(j.t, err)
	file := filepath.Join(j.t.TempDir(), "Kế hoạch 2026.pdf")
	must(j.t, os.WriteFile(file, pdf, 0o600))
	v.open(j.dossier + "/leaves/1.1/evidence")
	v.fill("[name=number]", "12/KH-STP")
	v.choose("[name=kind]", "Kế hoạch")
	v.fill("[name=summary]", "Kế hoạch cải cách hành chính năm 2026")
	v.attach("input[name=file]", file)
	v.press("main form[action$='/evidence/new'] [type=submit]")
	v.see("12/KH-STP")
}

// confirm answers the question before a final act.
func (j *journey) confirm(v *tab, action string) {
	v.press(fmt.Sprintf("details.confirm:has(form[action$='%s']) > summary", action))
	v.press(fmt.Sprintf("form[action$='%s'] [type=submit]", action))
}

// sign submits the sheet as the unit's leader.
func (j *journey) sign(v *tab) {
	v.open(j.dossier + "/review")
	v.see("92,50")
	j.confirm(v, "/submit")
	v.see("Đã nộp")
}

// openAppraisal ends self-scoring now, by the calendar, and goes on.
func (j *journey) openAppraisal(v *tab) {
	now := time.Now()
	v.open(j.round + "/setup")
	j.calendar(v, now.Add(-time.Hour), now.Add(-time.Second), now.Add(48*time.Hour))
	v.fill("[name=reason]", "Các đơn vị đã nộp đủ")
	v.press("main form[action$='/setup'] [type=submit]")
	v.at(j.round + "/setup?done")
	j.move(v, "appraisal1")
}

// appraise accepts two claims and cuts the third for a reason. The claims of
// the appraiser's own unit never come.
func (j *journey) appraise(v *tab) {
	v.open(j.round + "/queue")
	v.see("Ban hành kế hoạch đúng hạn")
	if strings.Contains(v.text("main"), "Sở Y tế") {
		v.fail("the appraiser is shown his own unit")
	}
	v.open(j.dossier + "/leaves/1.1/appraise")
	v.see("12/KH-STP")
	j.mark(v, "1.1", "accept")
	j.mark(v, "1.2", "accept")
	v.open(j.dossier + "/leaves/2.1/appraise")
	v.press("label:has([name=verdict][value=points])")
	v.fill("[name=points]", "40")
	v.choose("[name=reason]", "Không có tài liệu")
	v.fill("[name=remark]", "Chưa thấy báo cáo")
	j.conclude(v, "2.1")
}

func (j *journey) mark(v *tab, leaf, verdict string) {
	v.open(j.dossier + "/leaves/" + leaf + "/appraise")
	v.press("label:has([name=verdict][value=" + verdict + "])")
	j.conclude(v, leaf)
}

// conclude sends the verdict and waits until it is kept.
func (j *journey) conclude(v *tab, leaf string) {
	v.press("form.decide [type=submit]")
	v.until("the verdict on "+leaf+" to be kept", `/[?&](done|saved)/.test(location.search)`)
}

// decide freezes the result; whoever decides cannot publish.
func (j *journey) decide(v *tab) {
	v.open(j.round + "/result")
	v.see("Sở Tư pháp", "87,00")
	v.open(j.round + "/decision")
	j.confirm(v, "/decision")
	v.until("the publication", `/^\/publications\/[0-9a-v]{26}/.test(location.pathname)`)
	j.publication = eval[string](v, "location.pathname")
	if eval[bool](v, `Boolean(document.querySelector("form[action$='/release']"))`) {
		v.fail("who decided is offered to publish")
	}
}

// publish lets another person read, edit and release what was decided.
func (j *journey) publish(v *tab) {
	v.open(j.publication)
	v.see("Sở Tư pháp", "87,00")
	j.confirm(v, "/release")
	v.at(j.publication + "?done")
	j.result = strings.Replace(j.publication, "/publications/", "/ket-qua/", 1)
}

// read looks at the public pages without signing in, in both languages.
func (j *journey) read(v *tab) {
	v.open("/ket-qua")
	v.press("main a[href='" + j.result + "']")
	v.see("Sở Tư pháp", "87,00", "Tốt")
	v.press("main a[href='" + j.result + "/so/stp']")
	v.see("Sở Tư pháp", "87,00", "Không có tài liệu")
	v.open(j.result + "?lang=en")
	v.see("87.00")
}

// download fetches every file: all carry one id and hash, the manifest has the
// hash, and the bundle computes to the published result.
func (j *journey) download(base string) {
	t := j.t
	id := strings.TrimPrefix(j.result, "/ket-qua/")
	_, page := get(t, base+j.result)
	_, manifest := get(t, base+j.result+"/manifest.json")
	hash := fmt.Sprintf("%x", sha256.Sum256([]byte(manifest)))
	if !strings.Contains(strings.ReplaceAll(page, " ", ""), hash) { // it is shown in groups
		t.Errorf("the page does not show the manifest's hash %s", hash)
	}
	files := regexp.MustCompile(`href="(`+j.result+`/[^"/]+\.(?:json|csv|xlsx))"`).FindAllStringSubmatch(page, -1)
	if len(files) < 4 {
		t.Errorf("%d downloads are offered", len(files))
	}
	for _, f := range files {
		answer, err := http.Get(base + f[1])
		must(t, err)
		must(t, answer.Body.Close())
		name := answer.Header.Get("Content-Disposition")
		if answer.StatusCode != http.StatusOK || !strings.Contains(name, id) || !strings.Contains(name, hash[:12]) {
			t.Errorf("%s: %d %s, want id %s and hash %s", f[1], answer.StatusCode, name, id, hash[:12])
		}
	}
	_, bundle := get(t, base+j.result+"/so.bundle.json")
	_, result := get(t, base+j.result+"/result.json")
	file := filepath.Join(t.TempDir(), "bundle.json")
	must(t, os.WriteFile(file, []byte(bundle), 0o600))
	again := strings.TrimSpace(mustRun(t, "compute", file))
	if !strings.Contains(result, again) {
		t.Errorf("the bundle computes to\n%.300s\nwhich was not published:\n%.600s", again, result)
	}
}
