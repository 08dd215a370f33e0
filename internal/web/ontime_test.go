package web

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// keyed is a form with nothing but a fresh key.
func (w *workshop) keyed() url.Values {
	w.keys++
	return url.Values{"_key": {"key-of-form-" + strconv.Itoa(w.keys)}}
}

func (w *workshop) round() string { return pathRounds + "/" + string(w.city.Round.ID) }

func TestAReminderIsSentFromTheBoardAndItsOpeningRecorded(t *testing.T) {
	w := newWorkshop(t)
	standing, officer := w.as(w.city.Standing), w.as(w.one.Officer)
	expect(t, standing.get(w.round()+"/board"), 200, "/reminders/new", "2 phiếu đã nộp")
	form := w.keyed()
	form.Set("note", "Xin nộp trước thứ Sáu")
	expect(t, standing.postForm(w.round()+"/reminders", form), 422, "Hãy chọn ít nhất một đơn vị", "Xin nộp trước thứ Sáu")
	form.Set("unit", string(w.one.Unit.ID))
	form.Set("_key", "key-of-reminding-2")
	for range 2 {
		expectTo(t, standing.postForm(w.round()+"/reminders", form), w.round()+"/reminders?done=reminded")
	}
	expect(t, standing.get(w.round()+"/reminders"), 200, "0 trên 2 đã mở", w.one.Officer.Name, w.one.Leader.Name, "Xin nộp trước thứ Sáu", "Chưa mở")
	silent(t, standing.get(w.round()+"/reminders"), w.other.Officer.Name)

	home := officer.get("/")
	expect(t, home, 200, "Thông báo: 2 chưa mở", "Thông báo chưa mở")
	link := regexp.MustCompile(`/notices/[a-z0-9]{26}`).FindString(home.Body.String())
	expect(t, w.as(w.other.Officer).get(link), 404)
	expect(t, w.as(w.city.Standing).get(link), 404)
	expectTo(t, officer.get(link), sheetPath(w.one.Dossier))
	expect(t, officer.get("/"), 200, "Thông báo: 1 chưa mở")
	expect(t, standing.get(w.round()+"/reminders?show=unopened"), 200, w.one.Leader.Name)
	silent(t, standing.get(w.round()+"/reminders?show=unopened&format=csv"), w.one.Officer.Name)
	expect(t, standing.get(w.round()+"/reminders?format=csv"), 200, w.one.Officer.Name, "Xin nộp trước thứ Sáu")
}

func TestTheListOfNoticesMarksThemOpenedAndIsExported(t *testing.T) {
	w := newWorkshop(t)
	standing, leader := w.as(w.city.Standing), w.as(w.one.Leader)
	form := w.keyed()
	form.Set("unit", string(w.one.Unit.ID))
	expectTo(t, standing.postForm(w.round()+"/reminders", form), w.round()+"/reminders?done=reminded")
	expect(t, leader.get("/notices"), 200, "Mới", "Cơ quan thường trực nhắc", "2 thông báo")
	silent(t, leader.get("/notices"), ">Mới<")
	expect(t, leader.get("/notices?format=csv"), 200, w.one.Unit.Name, "Chưa có địa chỉ thư")
	expect(t, leader.get("/notices?format=xlsx"), 200)
	expect(t, leader.get("/notices?format=doc"), 404)
	expect(t, leader.get("/notices?kind=mentioned"), 200, "Chưa có thông báo nào")
	expect(t, leader.get("/notices?lang=en"), 200, "reminds you")
}

func TestWhatBindsCannotBeSwitchedOff(t *testing.T) {
	w := newWorkshop(t)
	officer := w.as(w.one.Officer)
	expect(t, officer.get(pathPreferences), 200, "Luôn gửi", `value="mentioned" checked`)
	silent(t, officer.get(pathPreferences), `value="result_served"`)
	form := w.keyed()
	form["mail"] = []string{"work_assigned"}
	expectTo(t, officer.postForm(pathPreferences, form), pathPreferences+"?done=preferences_saved")
	expect(t, officer.get(pathPreferences), 200, `value="work_assigned" checked`)
	silent(t, officer.get(pathPreferences), `value="mentioned" checked`)
	expect(t, w.as(w.one.Leader).get(pathPreferences), 200, `value="mentioned" checked`)
}

func TestBoardIsFilteredSavedAndExported(t *testing.T) {
	w := newWorkshop(t)
	b := w.as(w.city.Standing)
	board := w.round() + "/board"
	expect(t, b.get(board+"?late=yes"), 200, "Không đơn vị nào khớp bộ lọc")
	w.clock.Forward(8*24*time.Hour + time.Hour)
	b = w.as(w.city.Standing)
	expect(t, b.get(board+"?late=yes"), 200, "quá hạn 1 ngày 1 giờ", w.one.Unit.Name, w.other.Unit.Name)
	csv := b.get(board + "?late=yes&format=csv")
	expect(t, csv, 200, w.one.Unit.Name, "1 ngày 1 giờ")
	if n := strings.Count(csv.Body.String(), "\n"); n != 3 {
		t.Errorf("%d lines; want the head and two units", n)
	}
	expect(t, b.get(board+"?block=none&format=csv"), 200)
	expect(t, b.get("/"), 200, "2 đơn vị quá hạn Tự chấm điểm", "Hết hạn Tự chấm điểm, chuyển bước")

	form := w.keyed()
	for name, value := range map[string]string{"name": " Đơn vị  chậm ", "page": "board", "query": "late=yes&page=3", "back": board + "?late=yes"} {
		form.Set(name, value)
	}
	expectTo(t, b.postForm("/filters", form), board+"?late=yes&done=filter_saved")
	page := b.get(board)
	expect(t, page, 200, "Đơn vị chậm", "?late=yes")
	id := regexp.MustCompile(`/filters/[a-z0-9]{26}/delete`).FindString(page.Body.String())
	publisher := w.as(w.city.Publisher)
	silent(t, publisher.get(board), "Đơn vị chậm")
	expect(t, publisher.post(id, "back", board, "_key", "key-of-another-1"), 404)
	expectTo(t, b.post(id, "back", board, "_key", "key-of-deleting-1"), board+"?done=filter_deleted")
	silent(t, b.get(board), "Đơn vị chậm")
	admin := w.as(w.city.Admin)
	expect(t, admin.get("/accounts?q=lan"), 200, `<input type="hidden" name="page" value="accounts"`, "q=lan")
	form.Set("name", strings.Repeat("a", 61))
	form.Set("_key", "key-of-too-long")
	expect(t, b.postForm("/filters", form), 422)
}

func TestListsAreExportedWithTheReadersRights(t *testing.T) {
	w := newWorkshop(t)
	expect(t, w.as(w.one.Officer).get("/units?format=csv&q=so+1"), 200, w.one.Unit.Name)
	silent(t, w.as(w.one.Officer).get("/units?format=csv&q=so+1"), w.other.Unit.Name)
	expect(t, w.as(w.one.Officer).get("/rounds?format=csv"), 200, w.city.Round.Title)
	expect(t, w.as(w.city.Admin).get("/accounts?format=csv"), 200, w.one.Officer.Login)
	expect(t, w.as(w.one.Officer).get("/accounts?format=csv"), 403)
	expect(t, w.as(w.one.Officer).get(w.round()+"/board?format=csv"), 403)
	expect(t, w.as(w.one.Officer).get(w.round()+"/reminders?format=csv"), 403)
}
