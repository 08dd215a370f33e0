package web

import (
	"strings"
	"testing"
	"time"

	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/testkit/world"
)

// enrolled is a further officer of the workshop's first unit.
func (w *workshop) enrolled(login string) world.Person {
	w.t.Helper()
	p, err := w.city.Enrol(w.t.Context(), login, par.Grant{Role: par.Officer, Unit: w.one.Unit.ID})
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *workshop) gives(to world.Person, day string, targets ...dossier.Target) {
	w.t.Helper()
	order := dossier.Order{Targets: targets, Person: to.Person, Due: day}
	if err := w.city.Dossiers.AssignWork(w.t.Context(), w.one.Leader.Actor, w.one.Dossier, order, w.city.Key()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *workshop) day(n int) string {
	return string(i18n.DayOf(w.clock.Now().Add(time.Duration(n) * 24 * time.Hour)))
}

func saysNot(t *testing.T, body, text string) {
	t.Helper()
	if strings.Contains(body, text) {
		t.Errorf("the page says %q", text)
	}
}

func TestWorkIsGivenChangedAndTakenBackOnThePage(t *testing.T) {
	w := newWorkshop(t)
	second := w.enrolled("second.officer")
	leader := w.as(w.one.Leader)
	path := workPath(w.one.Dossier)
	expect(t, leader.get(w.path()), 200, path)
	expect(t, leader.get(w.path()+"/review"), 200, path)
	expect(t, leader.get(path), 200, "Giao việc", second.Name, `value="leaf|1.2.2||0"`, "chưa giao")
	refused := leader.post(path, "_key", "key-work-1", "do", "give", "target", "leaf|1.2.2||0", "person", "", "due", "mai", "note", "Nhờ anh")
	expect(t, refused, 422, "Chọn một chuyên viên của đơn vị", "Ghi ngày theo dạng", "Nhờ anh", `value="mai"`, `value="leaf|1.2.2||0" checked`)
	given := leader.post(path, "_key", "key-work-2", "do", "give", "target", "leaf|1.2.2||0", "person", string(second.Person), "due", w.day(2), "note", "Nhờ anh")
	expectTo(t, given, path+"?done=work_given")
	page := leader.get(path)
	expect(t, page, 200, "0/1 mục", "Chưa bắt đầu", "Nhờ anh")
	value := "leaf|1.2.2|" + between(page.Body.String(), `value="leaf|1.2.2|`, `"`)
	stale := leader.post(path, "_key", "key-work-3", "do", "end", "target", "leaf|1.2.2||0")
	expect(t, stale, 409, "phân công lại")
	expectTo(t, leader.post(path, "_key", "key-work-4", "do", "end", "target", value), path+"?done=work_ended")
	expect(t, w.as(second).get("/notices"), 200, w.one.Unit.Name)
}

func TestOneSeesFirstWhatIsOnesOwn(t *testing.T) {
	w := newWorkshop(t)
	officer := w.as(w.one.Officer)
	saysNot(t, officer.get(w.path()).Body.String(), "Của tôi")
	w.gives(w.one.Officer, w.day(1), dossier.Target{Leaf: "1.2.2"})
	page := officer.get(w.path())
	expect(t, page, 200, `id="m-1.2.2"`, "Của tôi <b>1</b>", "Của tôi, hạn", w.path()+"?show=all")
	saysNot(t, page.Body.String(), `id="m-1.2.1"`)
	expect(t, officer.get(w.path()+"?show=all"), 200, `id="m-1.2.1"`, w.path()+"?show=mine")
	expect(t, officer.get("/"), 200, "1 mục được giao cho bạn", w.path()+"?show=mine&amp;leaf=1.2.2#m-1.2.2")
	leader := w.as(w.one.Leader).get(w.path())
	expect(t, leader, 200, `id="m-1.2.1"`, w.one.Officer.Name+", hạn")
	w.clock.Forward(3 * 24 * time.Hour)
	expect(t, w.as(w.one.Officer).get(w.path()), 200, `class="tag bad"`)
	expect(t, w.as(w.one.Leader).get(workPath(w.one.Dossier)+"?show=late"), 200, "Quá hạn 1 mục", `value="leaf|1.2.2|`)
}

func TestThePeopleOfAUnitLendEndAndHandOver(t *testing.T) {
	w := newWorkshop(t)
	lan, err := w.city.Enrol(t.Context(), "lan.ranh")
	if err != nil {
		t.Fatal(err)
	}
	leader, path := w.as(w.one.Leader), unitPeoplePath(w.one.Unit.ID)
	expect(t, leader.get("/"), 200, path)
	expect(t, leader.get(path), 200, w.one.Officer.Name, w.one.Leader.Name, "Chưa ủy quyền lần nào", lan.Name)
	what := "officer|" + string(w.one.Officer.Person)
	refused := leader.post(path[:len(path)-len("people")]+"delegations", "_key", "key-lend-1", "what", what, "to", string(lan.Person), "first", "mai", "last", w.day(3), "reason", "Nghỉ phép")
	expect(t, refused, 422, "Ghi ngày theo dạng", "Nghỉ phép", `value="mai"`)
	lend := func(key string) string {
		return leader.post(path[:len(path)-len("people")]+"delegations", "_key", key, "what", what, "to", string(lan.Person), "first", w.day(0), "last", w.day(3), "reason", "Nghỉ phép").Header().Get("Location")
	}
	if to := lend("key-lend-2"); to != path+"?done=role_lent" {
		t.Fatalf("led to %q", to)
	}
	page := leader.get(path)
	expect(t, page, 200, "đang có hiệu lực", "Nghỉ phép", "Chuyên viên đơn vị, thay "+w.one.Officer.Name)
	expect(t, w.as(lan).get(path), 200, w.one.Unit.Name)
	w.gives(w.one.Officer, "", dossier.Target{Area: "1"})
	expect(t, leader.get(path), 200, "1 việc được giao", "Bàn giao việc của "+w.one.Officer.Name)
	over := leader.post(path[:len(path)-len("people")]+"hand-over", "_key", "key-hand-1", "from", string(w.one.Officer.Person), "to", string(lan.Person), "back", workPath(w.one.Dossier))
	expectTo(t, over, workPath(w.one.Dossier)+"?done=work_handed_over")
	again := leader.post(path[:len(path)-len("people")]+"hand-over", "_key", "key-hand-2", "from", string(w.one.Officer.Person), "to", string(lan.Person))
	expect(t, again, 422)
	end := "/units/" + string(w.one.Unit.ID) + "/delegations/" + between(page.Body.String(), `/delegations/`, `/end"`) + "/end"
	expectTo(t, leader.post(end, "_key", "key-end-1"), path+"?done=loan_ended")
	expect(t, leader.get(path), 200, "kết thúc sớm lúc", "Không còn vai trò ở đơn vị")
	expect(t, w.as(w.one.Officer).get(path), 200, `value="officer|`)
	saysNot(t, w.as(w.one.Officer).get(path).Body.String(), `value="leader|`)
	expect(t, w.as(w.other.Leader).get(path), 404)
}
