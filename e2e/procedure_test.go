package e2e

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// TestTheWholeProcedure plays a round of two units from its notice to the
// public page: three appraisers, an extension, explanations, a second
// appraisal, and a council that settles what is still disputed. In the end the
// result is the one that the scores give, and every notice, file and audit line
// that the round should have left is there.
func TestTheWholeProcedure(t *testing.T) {
	t.Parallel()
	chromium(t)
	for name, at := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := at(t)
			employ(t, at)
			s := serve(t, at)
			p := &procedure{journey: &journey{t: t, b: openBrowser(t, s.url)}, who: map[string]*tab{}}
			p.prepare()
			p.declare()
			p.appraiseFirst()
			p.explain()
			p.appraiseAgain()
			p.sit()
			p.finish()
			p.letters(at)
			if status := s.stop(t); status != 0 {
				t.Errorf("stopped with status %d", status)
			}
			unharmed(t, at)
			p.leavesBehind(at)
		})
	}
}

// staff is everyone of the round, by login.
var staff = []struct {
	login, name, unit string
	role              par.Role
}{
	{"hanh.snv", "Nguyễn Thị Hạnh", "", par.Standing},
	{"mai.stp", "Trần Thị Mai", "stp", par.Officer}, {"duc.stp", "Lê Minh Đức", "stp", par.Leader},
	{"lan.syt", "Hồ Ngọc Lan", "syt", par.Officer}, {"hung.syt", "Đỗ Quốc Hùng", "syt", par.Leader},
	{"an.syt", "Phạm Văn An", "", ""}, {"binh.stp", "Vũ Hòa Bình", "", ""}, {"chi.stc", "Lý Kim Chi", "", ""},
	{"khanh.stc", "Mạc Duy Khánh", "", ""}, {"loan.vp", "Tô Bích Loan", "", ""}, {"phuc.stp", "Kiều Vĩnh Phúc", "", ""},
	{"vinh.vp", "Võ Quang Vinh", "", par.Publisher},
}

// employ puts the units and the staff into an empty database.
func employ(t *testing.T, at storage) {
	t.Helper()
	ctx, d, keys := context.Background(), open(t, at), 0
	defer func() { must(t, d.Close()) }()
	key := func() db.Key {
		keys++
		return db.Key{Value: fmt.Sprintf("employ-%03d", keys), Fingerprint: "employ"}
	}
	units := map[string]par.ID{}
	for code, name := range map[string]string{"stp": "Sở Tư pháp", "syt": "Sở Y tế"} {
		u, err := unit.New(d).SaveUnit(ctx, par.Program(), unit.Unit{Code: code, Name: name, Short: strings.ToUpper(code), Level: unit.Department, Active: true}, key())
		must(t, err)
		units[code] = u.ID
	}
	for code, name := range map[string]string{"stc": "Sở Tài chính", "vp": "Văn phòng Ủy ban nhân dân"} {
		_, err := unit.New(d).SaveUnit(ctx, par.Program(), unit.Unit{Code: code, Name: name, Short: strings.ToUpper(code), Level: unit.Commune, Active: true}, key())
		must(t, err)
	}
	accounts := account.New(d, account.Options{Random: rand.Reader, Log: testkit.Quiet(), Cost: account.Cost{Passes: 1, Memory: 64}})
	for _, p := range staff {
		made, err := accounts.Enrol(ctx, par.Program(), key(), account.Draft{Login: p.login, Name: p.name, Language: "vi", Email: p.login + "@cantho.example"}, world.Password)
		must(t, err)
		if p.role != "" {
			_, err := accounts.Grant(ctx, par.Program(), key(), made.ID, par.Grant{Role: p.role, Unit: units[p.unit]})
			must(t, err)
		}
	}
}

// procedure is a journey through every stage.
type procedure struct {
	*journey
	who      map[string]*tab
	dossiers map[string]string // address of each unit's sheet
	session  string            // address of the council's session
	files    map[string]string // what was downloaded, by name
}

// as is the tab of a person, who signs in once.
func (p *procedure) as(login string) *tab {
	p.t.Helper()
	if p.who[login] == nil {
		p.who[login] = p.b.as(p.t, login, world.Password)
	}
	return p.who[login]
}

// timed lists the stages with a window, in their order.
var timed = []string{"self_scoring", "appraisal1", "explanation", "appraisal2", "council"}

// windows lays the calendar out so that a stage is open now: those before it
// ended seconds ago, those after it begin tomorrow.
func (p *procedure) windows(stage string) map[string]string {
	now, at := time.Now(), slices.Index(timed, stage)
	bounds := make([]time.Time, len(timed)+1)
	for i := range bounds {
		bounds[i] = now.Add(time.Duration(i-at) * 24 * time.Hour)
		if i <= at {
			bounds[i] = now.Add(time.Duration(2*(i-at)-1) * time.Second)
		}
	}
	values := map[string]string{}
	for i, name := range timed {
		for part, when := range map[string]time.Time{"opens": bounds[i], "closes": bounds[i+1]} {
			values[name+"_"+part], values[name+"_"+part+"_at"] = when.In(i18n.Zone()).Format("02/01/2006"), when.In(i18n.Zone()).Format("15:04:05")
		}
	}
	return values
}

// enter ends the present stage by the calendar, with a reason, and goes on.
func (p *procedure) enter(stage string) {
	v := p.as("hanh.snv")
	v.open(p.round + "/setup")
	values := p.windows(stage)
	values["reason"] = "Chuyển sớm theo kế hoạch của cuộc thử"
	v.send("/setup", values)
	p.move(v, stage)
}

// prepare takes criteria in, makes the round with its calendar, appraisers and
// council, and opens it.
func (p *procedure) prepare() {
	v := p.as("hanh.snv")
	p.takeCriteria(v)
	v.open("/rounds/new")
	values := p.windows("self_scoring")
	values["code"], values["year"], values["title"] = "ca-dot", "2026", "Chỉ số cải cách hành chính năm 2026"
	v.send("/rounds", values)
	p.round = eval[string](v, `location.pathname.match(/^\/rounds\/[0-9a-v]{26}/)[0]`)
	v.open(p.round + "/new-block")
	v.send("/blocks", map[string]string{"code": "so", "name": "Sở, ban, ngành", "edition": "Bộ tiêu chí của chuyến đi thử"})
	v.open(p.round + "/blocks/so/units")
	v.press("[name=level][value=department]")
	v.press("main form[action$='/units'] [type=submit]")
	v.at(p.round + "/setup?done")
	for _, one := range []struct{ name, unit, areas string }{{"Phạm Văn An", "Sở Y tế", "12"}, {"Vũ Hòa Bình", "Sở Tư pháp", "1"}, {"Lý Kim Chi", "Sở Tài chính", "2"}} {
		v.open(p.round + "/appraisers")
		v.choose("[name=person]", one.name)
		v.choose("[name=unit]", one.unit)
		for _, area := range one.areas {
			v.press(fmt.Sprintf("[name=area][value='%c']", area))
		}
		v.press("main form[action$='/appraisers'] [type=submit]")
		v.at(p.round + "/appraisers?done")
	}
	for name, own := range map[string]string{"Mạc Duy Khánh": "Sở Tài chính", "Tô Bích Loan": "Văn phòng Ủy ban nhân dân", "Kiều Vĩnh Phúc": "Sở Tư pháp"} {
		v.open(p.round + "/council")
		v.send("/council/members", map[string]string{"person": name, "unit": own})
	}
	p.move(v, "self_scoring")
}

// declare fills in both sheets: one unit is in time, the other needs, and gets,
// three more hours after the round has gone on.
func (p *procedure) declare() {
	p.dossiers = map[string]string{}
	p.fill("stp", "mai.stp", "45,5")
	p.hand("stp", "mai.stp", "duc.stp")
	p.fill("syt", "lan.syt", "50")
	p.enter("appraisal1")
	v := p.as("lan.syt")
	v.open(p.dossiers["syt"] + "/review")
	if eval[bool](v, `Boolean(document.querySelector("form[action$='/send']"))`) {
		v.fail("a sheet may be handed over after the deadline")
	}
	h := p.as("hanh.snv")
	h.open(p.round + "/extensions")
	closes := time.Now().Add(3 * time.Hour).In(i18n.Zone())
	h.send("/extensions", map[string]string{
		"unit": "Sở Y tế", "stage": "self_scoring", "closes": closes.Format("02/01/2006"), "closes_at": closes.Format("15:04:05"), "reason": "Mất điện hai ngày do bão",
	})
	h.see("Mất điện hai ngày do bão")
	v.open(p.dossiers["syt"])
	v.see("gia hạn")
	p.hand("syt", "lan.syt", "hung.syt")
}

func (p *procedure) fill(code, officer, points string) {
	v := p.as(officer)
	v.open("/dossiers")
	v.press("main a[href^='/dossiers/']")
	v.until("the sheet", `/^\/dossiers\/[0-9a-v]{26}$/.test(location.pathname)`)
	p.dossiers[code] = eval[string](v, "location.pathname")
	v.open(p.dossiers[code] + "?area=1")
	v.press("[data-cell='1.1'] label:has([value=yes])")
	v.saved("1.1", "20,00")
	v.fill("[data-cell='1.2'] [name=a]", "9")
	v.fill("[data-cell='1.2'] [name=b]", "10")
	v.do(leaveField)
	v.saved("1.2", "27,00")
	v.open(p.dossiers[code] + "?area=2")
	v.fill("[data-cell='2.1'] [name=points]", points)
	v.do(leaveField)
	v.until("2.1 kept", `document.getElementById('pt-2.1').innerText.includes("`+points+`")`)
}

// hand hands a sheet over to the leader, who signs it.
func (p *procedure) hand(code, officer, leader string) {
	v := p.as(officer)
	v.open(p.dossiers[code] + "/review")
	v.send("/send", nil)
	v = p.as(leader)
	v.open(p.dossiers[code] + "/review")
	v.send("/submit", nil)
	v.see("Đã nộp")
}

// appraiseFirst cuts one leaf of each unit, each by whoever is not of it.
func (p *procedure) appraiseFirst() {
	p.judge("an.syt", "stp", "1.1", nil)
	p.judge("an.syt", "stp", "1.2", nil)
	p.judge("an.syt", "stp", "2.1", map[string]string{"verdict": "points", "points": "40", "reason": "Không có tài liệu", "remark": "Chưa thấy báo cáo"})
	p.judge("binh.stp", "syt", "1.1", nil)
	p.judge("binh.stp", "syt", "1.2", map[string]string{"verdict": "points", "points": "20", "reason": "Sai số liệu", "remark": "Số liệu khác báo cáo tổng hợp"})
	p.judge("chi.stc", "syt", "2.1", map[string]string{"verdict": "points", "points": "45", "reason": "Muộn hạn", "remark": "Nộp chậm hai ngày"})
	p.enter("explanation")
}

func (p *procedure) judge(appraiser, code, leaf string, mark map[string]string) {
	if mark == nil {
		mark = map[string]string{"verdict": "accept"}
	}
	v := p.as(appraiser)
	v.open(p.dossiers[code] + "/leaves/" + leaf + "/appraise")
	v.sendBy("/mark", "[type=submit]", mark)
	v.until("the verdict on "+leaf, `/[?&](done|saved)/.test(location.search)`)
}

// explain reads the notices as they were served and answers them: one unit
// explains its cut, the other explains one and accepts one.
func (p *procedure) explain() {
	v := p.as("mai.stp")
	v.open(p.dossiers["stp"] + "/notice")
	v.see("5,50", "Chưa thấy báo cáo")
	p.fetchAs(v, p.dossiers["stp"]+"/notice.docx", "notice.docx")
	p.say(v, "stp", "2.1", "Báo cáo số 15/BC-STP đã gửi kèm")
	p.sign("stp", "duc.stp")
	v = p.as("lan.syt")
	p.say(v, "syt", "1.2", "Số liệu lấy từ hệ thống một cửa")
	v.open(p.dossiers["syt"] + "/explanation")
	v.send("/explanation/accept", nil)
	p.sign("syt", "hung.syt")
	p.enter("appraisal2")
}

// say explains a leaf in words; they save themselves.
func (p *procedure) say(v *tab, code, leaf, words string) {
	v.open(p.dossiers[code] + "/explanation")
	v.fill("[id='note-"+leaf+"']", words)
	v.do(leaveField)
	v.until("the explanation of "+leaf+" to be kept", fmt.Sprintf("document.getElementById('pt-%s').innerText.includes('Đã giải trình')", leaf))
}

func (p *procedure) sign(code, leader string) {
	v := p.as(leader)
	v.open(p.dossiers[code] + "/explanation/review")
	v.send("/explanation/submit", nil)
}

// appraiseAgain keeps one cut, and takes the other back: only what was
// explained is looked at again.
func (p *procedure) appraiseAgain() {
	p.judge("an.syt", "stp", "2.1", map[string]string{"verdict": "keep", "remark": "Báo cáo chưa nêu kết quả đúng hạn"})
	p.judge("binh.stp", "syt", "1.2", map[string]string{"verdict": "points", "points": "27", "remark": "Đã đối chiếu, số liệu đúng"})
	p.enter("council")
}

// sit calls the council, which finds what is disputed on its agenda, votes on
// it and decides; who is of the unit takes no part.
func (p *procedure) sit() {
	v := p.as("hanh.snv")
	v.open(p.round + "/council")
	there := time.Now().In(i18n.Zone())
	v.send("/council", map[string]string{
		"day": there.Format("02/01/2006"), "clock": there.Format("15:04"), "place": "Phòng họp số 2", "chair": "Mạc Duy Khánh", "clerk": "Nguyễn Thị Hạnh",
	})
	p.session = eval[string](v, `document.querySelector("main a[href*='/council/']").getAttribute("href")`)
	p.session = p.session[:len(p.round+"/council/")+26]
	v.open(p.session)
	v.send("/invite", nil)
	v.open(p.session)
	v.send("/fill", nil)
	v.open(p.session)
	v.send("/open", nil)
	v.open(p.session)
	for _, name := range []string{"Mạc Duy Khánh", "Tô Bích Loan", "Kiều Vĩnh Phúc"} {
		eval[bool](v, fmt.Sprintf(`[...document.querySelectorAll("label.who")].find(l => l.innerText.includes(%q)).click() ?? true`, name))
	}
	v.send("/roll", nil)
	v.open(p.session)
	item := eval[string](v, `document.querySelector("main a[href*='/items/']").getAttribute("href")`)
	chair := p.as("khanh.stc")
	chair.open(item)
	chair.sendBy("/proposal", "", map[string]string{"verdict": "points", "points": "43", "reason": "Không có tài liệu", "remark": "Công nhận một phần báo cáo"})
	for _, member := range []string{"khanh.stc", "loan.vp"} {
		m := p.as(member)
		m.open(item)
		m.sendBy("/vote", "[name=vote][value=for]", nil)
	}
	out := p.as("phuc.stp")
	out.open(p.session)
	if eval[bool](out, `Boolean(document.querySelector("form[action$='/vote']"))`) {
		out.fail("a member may vote on his own unit")
	}
	chair.open(item)
	chair.sendBy("/decision", "", nil)
	v.open(p.session)
	v.send("/close", nil)
	p.fetchAs(v, p.session+"/minutes.docx", "minutes.docx")
}

// finish decides, publishes and reads what everybody may read.
func (p *procedure) finish() {
	p.decideOn("90,00", "92,00")
	p.release()
	v := p.b.someone(p.t)
	v.open(p.result)
	v.see("Sở Tư pháp", "90,00", "Sở Y tế", "92,00")
}

func (p *procedure) decideOn(points ...string) {
	v := p.as("hanh.snv")
	v.open(p.round + "/result")
	v.see(points...)
	v.open(p.round + "/decision")
	v.send("/decision", nil)
	v.until("the publication", `/^\/publications\/[0-9a-v]{26}/.test(location.pathname)`)
	p.publication = eval[string](v, "location.pathname")
}

func (p *procedure) release() {
	v := p.as("vinh.vp")
	v.open(p.publication)
	v.send("/release", nil)
	p.result = strings.Replace(p.publication, "/publications/", "/ket-qua/", 1)
}

// fetchAs fetches a file as the person whose tab it is.
func (p *procedure) fetchAs(v *tab, path, name string) {
	raw := eval[string](v, fmt.Sprintf(`fetch(%q).then(r => r.ok ? r.arrayBuffer() : Promise.reject(r.status)).then(b => btoa(String.fromCharCode(...new Uint8Array(b))))`, path))
	if p.files == nil {
		p.files = map[string]string{}
	}
	p.files[name] = raw
}

// leavesBehind looks at what the round has left: who was told what, the
// papers, and the line of each act in the audit.
func (p *procedure) leavesBehind(at storage) {
	p.told(at)
	p.papers()
	p.audited(at)
}

// told asks who was told what: the kinds of notices of each person.
func (p *procedure) told(at storage) {
	want := map[string][]string{
		"mai.stp":   {"stage_opened", "result_served", "calendar_changed"},
		"duc.stp":   {"awaits_leader", "result_served"},
		"lan.syt":   {"extended", "stage_opened", "result_served"},
		"hung.syt":  {"awaits_leader", "extended", "result_served"},
		"an.syt":    {"stage_opened", "calendar_changed", "council_decided"},
		"chi.stc":   {"stage_opened"},
		"hanh.snv":  {"explanation_submitted"},
		"khanh.stc": {"council_invited"},
		"loan.vp":   {"council_invited"},
		"phuc.stp":  {"council_invited"},
	}
	got := map[string]map[string]bool{}
	p.rows(at, `SELECT p.login, n.kind FROM notice AS n JOIN person AS p ON p.id = n.person_id ORDER BY n.id LIMIT 10000`, func(login, kind string) {
		if got[login] == nil {
			got[login] = map[string]bool{}
		}
		got[login][kind] = true
	})
	for login, kinds := range want {
		for _, kind := range kinds {
			if !got[login][kind] {
				p.t.Errorf("%s was never told of %s: %v", login, kind, got[login])
			}
		}
	}
	if len(got["vinh.vp"]) > 1 {
		p.t.Errorf("the publisher was told what is not his: %v", got["vinh.vp"])
	}
}

// rows reads two columns of the data that the program has left.
func (p *procedure) rows(at storage, query string, each func(a, b string)) {
	p.t.Helper()
	d := open(p.t, at)
	defer func() { must(p.t, d.Close()) }()
	type pair struct{ a, b string }
	must(p.t, d.Read(context.Background(), func(tx *db.Tx) error {
		all, err := db.List(tx, func(row db.Scanner) (x pair, err error) {
			err = row.Scan(&x.a, &x.b)
			return x, err
		}, query)
		for _, x := range all {
			each(x.a, x.b)
		}
		return err
	}))
}

// letters waits for the served result in the folder of letters, one with its
// paper for each of four people: letters go out by the minute.
func (p *procedure) letters(at storage) {
	p.t.Helper()
	end := time.NewTimer(2 * time.Minute)
	defer end.Stop()
	look := time.NewTicker(200 * time.Millisecond)
	defer look.Stop()
	for {
		all, papers := 0, 0
		files, err := filepath.Glob(filepath.Join(at.dir, "mail", "*.eml"))
		must(p.t, err)
		for _, file := range files {
			raw, err := os.ReadFile(file)
			must(p.t, err)
			all++
			if strings.Contains(string(raw), ".docx") {
				papers++
			}
		}
		if papers == 4 {
			return
		}
		select {
		case <-end.C:
			p.t.Errorf("%d letters of %d carry the notice of a result as a paper, want one for each of four people", papers, all)
			return
		case <-look.C:
		}
	}
}

// papers looks into the papers that were downloaded.
func (p *procedure) papers() {
	for name, words := range map[string][]string{
		"notice.docx":  {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Sở Tư pháp", "5,50", "Chưa thấy báo cáo"},
		"minutes.docx": {"BIÊN BẢN", "Mạc Duy Khánh", "Phòng họp số 2", "43", "Công nhận một phần báo cáo"},
	} {
		raw, err := base64.StdEncoding.DecodeString(p.files[name])
		must(p.t, err)
		text := textOf(p.t, raw)
		for _, word := range words {
			if !strings.Contains(text, word) {
				p.t.Errorf("%s does not say %q", name, word)
			}
		}
	}
}

var tags = regexp.MustCompile("<[^>]*>")

// textOf reads the words of a DOCX.
func textOf(t *testing.T, raw []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	must(t, err)
	f, err := z.Open("word/document.xml")
	must(t, err)
	defer f.Close()
	body, err := io.ReadAll(f)
	must(t, err)
	return tags.ReplaceAllString(string(body), "")
}

// audited looks for the line of every act that was taken, by whom it was.
func (p *procedure) audited(at storage) {
	got := map[string]bool{}
	p.rows(at, `SELECT a.action, p.login FROM audit AS a JOIN person AS p ON p.id = a.actor_id ORDER BY a.seq LIMIT 100000`, func(action, login string) {
		got[action+" "+login] = true
	})
	for _, line := range []string{
		"create_round hanh.snv", "configure_round hanh.snv", "move_stage hanh.snv", "manage_council hanh.snv", "extend_deadline hanh.snv",
		"declare_score mai.stp", "declare_score lan.syt", "send_to_leader mai.stp", "submit_dossier duc.stp", "submit_dossier hung.syt",
		"appraise_score an.syt", "appraise_score binh.stp", "appraise_score chi.stc", "read_served mai.stp", "explain_score mai.stp",
		"explain_score lan.syt", "submit_explanation duc.stp", "submit_explanation hung.syt",
		"cast_vote khanh.stc", "cast_vote loan.vp", "decide_item khanh.stc", "decide_result hanh.snv", "publish_result vinh.vp",
	} {
		if !got[line] {
			p.t.Errorf("the audit has no line: %s", line)
		}
	}
}
