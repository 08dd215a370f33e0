package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"parindex/internal/par"
	"parindex/internal/testkit/world"
)

// talked is the leaf that the tests of threads talk about; it lies in area 1.
const talked = "1.2.2"

// judgedShop is a workshop whose first unit has handed in its sheet, with an
// appraiser of the area before his browser.
func judgedShop(t *testing.T) (*workshop, world.Person) {
	t.Helper()
	w := newWorkshop(t)
	if err := w.city.Sign(t.Context(), w.city.Round.ID, w.one); err != nil {
		t.Fatal(err)
	}
	judge, err := w.city.Enrol(t.Context(), "td.mot", par.Grant{Role: par.Appraiser, Unit: w.other.Unit.ID, Round: w.city.Round.ID, Block: "so", Area: "1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.city.Appraise(t.Context(), w.city.Round.ID, w.clock.Now()); err != nil {
		t.Fatal(err)
	}
	return w, judge
}

func (w *workshop) talkPath() string { return w.leaf(talked) + "/threads" }

// says begins a thread that names one person.
func (w *workshop) says(b *browser, audience, body string, named world.Person) {
	w.t.Helper()
	w.keys++
	answer := b.post(w.talkPath(), "_key", "key-of-talk-"+strconv.Itoa(w.keys), "audience", audience, "body", body, "person", string(named.Person))
	if answer.Code != http.StatusSeeOther {
		w.t.Fatalf("not said: %d", answer.Code)
	}
}

var threadAt = regexp.MustCompile(`id="t-([0-9a-v]{26})"`)

// firstThread finds the first thread on a page.
func firstThread(t *testing.T, page *httptest.ResponseRecorder) string {
	t.Helper()
	m := threadAt.FindStringSubmatch(page.Body.String())
	if m == nil {
		t.Fatal("the page shows no thread")
	}
	return m[1]
}

func TestAThreadIsBegunAnsweredAndSettledWithoutScripts(t *testing.T) {
	w, judge := judgedShop(t)
	officer, appraiser := w.as(w.one.Officer), w.as(judge)
	sheet, item := w.path()+"?leaf="+talked, w.leaf(talked)+"/appraise"
	expect(t, officer.get(sheet), 200, "Trao đổi", "Bắt đầu trao đổi", `action="`+w.talkPath()+`"`, judge.Name, `value="unit"`, `value="both"`)
	silent(t, officer.get(sheet), `value="appraisers"`)

	refused := officer.post(w.talkPath(), "_key", "key-talk-1", "audience", "unit", "body", "Xem giúp số liệu", "person", string(judge.Person))
	expect(t, refused, 422, "Xem giúp số liệu", "không đọc được trao đổi này")
	back := sheet + "#m-" + talked
	said := officer.post(w.talkPath(), "_key", "key-talk-2", "audience", "both", "body", "Xem giúp số liệu", "person", string(judge.Person), "back", back)
	to, atIt := strings.CutSuffix(said.Header().Get("Location"), "#said")
	if !atIt {
		t.Errorf("led to %q, want to what was said", to)
	}
	expect(t, officer.get(to), 200, `id="said"`, "Đã gửi.", "Xem giúp số liệu")
	silent(t, officer.get(sheet), `id="said"`)
	expect(t, officer.get(sheet), 200, "Xem giúp số liệu", "Nhắc: "+judge.Name, "chip talks")
	expect(t, appraiser.get("/notices"), 200, "nhắc đến bạn ở mục "+talked, "Xem giúp số liệu")
	expect(t, appraiser.get("/rounds/"+string(w.city.Round.ID)+"/queue"), 200, "chip talks")
	page := appraiser.get(item)
	expect(t, page, 200, "Xem giúp số liệu", "1 trao đổi đang mở", `value="appraisers"`)

	id := firstThread(t, page)
	expectTo(t, appraiser.post(w.talkPath()+"/"+id, "_key", "key-talk-3", "body", "Thiếu trang 3", "back", item+"#talk"), item+"?in="+id+"&done=said#said")
	expect(t, officer.get("/notices"), 200, "viết trong trao đổi về mục "+talked, "Thiếu trang 3")
	expect(t, officer.post(w.talkPath()+"/"+id+"/settle", "_key", "key-talk-4", "settled", "yes", "version", "1"), 409, "Có người vừa viết thêm", "Thiếu trang 3")
	expectTo(t, officer.post(w.talkPath()+"/"+id+"/settle", "_key", "key-talk-5", "settled", "yes", "version", "2"), w.talkPath()+"?done=saved#t-"+id)
	settled := officer.get(w.talkPath())
	expect(t, settled, 200, "Đã giải quyết", "đã giải quyết hết", "Mở lại")
	silent(t, officer.get(sheet), "chip talks")
}

func TestAnOpenThreadIsFoundBeforeSigning(t *testing.T) {
	w := newWorkshop(t)
	officer := w.as(w.one.Officer)
	w.says(officer, "unit", "Chờ văn phòng", w.one.Leader)
	expect(t, w.as(w.one.Leader).get(w.path()+"/review"), 200, "trao đổi", "leaf="+talked)
}

var drawnKeys = regexp.MustCompile(`random-\d+`)

// look is all that a person sees of the dossier, with the keys of forms, which
// are new on every page, taken out.
func (w *workshop) look(b *browser, paths ...string) string {
	var all strings.Builder
	for _, path := range paths {
		answer := b.get(path)
		all.WriteString(path + " " + http.StatusText(answer.Code) + answer.Body.String())
	}
	return drawnKeys.ReplaceAllString(all.String(), "KEY")
}

func TestTheOtherSidesThreadChangesNoByteOfAnyPage(t *testing.T) {
	w, judge := judgedShop(t)
	unit, bench := w.as(w.one.Officer), w.as(judge)
	home := []string{
		"/", "/dossiers", w.path(), w.path() + "?leaf=" + talked, w.path() + "/review", w.talkPath(), "/notices", "/notices?format=csv",
	}
	round := "/rounds/" + string(w.city.Round.ID)
	desk := []string{
		"/", round + "/queue", round + "/queue?format=csv", w.leaf(talked) + "/appraise", w.path() + "?leaf=" + talked, w.talkPath(), "/notices", "/notices?format=csv",
	}
	w.look(unit, home...) // what is unread is read
	before := w.look(unit, home...)
	standing := w.as(w.city.Standing)
	w.says(standing, "appraisers", "Đơn vị này khai khống?", judge)
	sameBytes(t, "the unit", before, w.look(unit, home...))
	expect(t, bench.get(w.talkPath()), 200, "Đơn vị này khai khống?")

	w.look(bench, desk...)
	before = w.look(bench, desk...)
	w.says(unit, "unit", "Số này chưa chắc", w.one.Leader)
	sameBytes(t, "the appraiser", before, w.look(bench, desk...))
	expect(t, unit.get(w.talkPath()), 200, "Số này chưa chắc")
}

func sameBytes(t *testing.T, who, before, after string) {
	t.Helper()
	if before == after {
		return
	}
	for i := range min(len(before), len(after)) {
		if before[i] != after[i] {
			t.Errorf("%s sees a trace:\n%s\n---\n%s", who, before[max(0, i-200):min(len(before), i+200)], after[max(0, i-200):min(len(after), i+200)])
			return
		}
	}
	t.Errorf("%s sees %d bytes before, %d after", who, len(before), len(after))
}
