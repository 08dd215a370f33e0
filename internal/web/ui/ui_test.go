package ui

import (
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

var vi = i18n.New(i18n.Vi)

// html renders a component with the given text as its children.
func html(t *testing.T, c templ.Component, children string) string {
	t.Helper()
	var b strings.Builder
	ctx := templ.WithChildren(context.Background(), templ.Raw(children))
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// expect tells which of the wanted pieces a component does not show.
func expect(t *testing.T, got string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func page() Page {
	return Page{
		P: vi, Title: "Việc của tôi", Place: "Thành phố Cần Thơ", Owner: "Sở Nội vụ", Path: "/?x=1",
		Person: "Trần Thị Mai", Unit: "Sở Tư pháp", Current: "/",
		Nav:   []NavItem{{"/", "Việc của tôi", 4}, {"/rounds", "Đợt đánh giá", 0}},
		Flash: Flash{Text: "Đã nộp phiếu"}, DemoNote: "Số liệu minh họa", Search: "/search",
	}
}

func TestLayoutHasItsLandmarks(t *testing.T) {
	got := html(t, Layout(page()), "<h1>Chào</h1>")
	expect(t, got,
		`<html lang="vi">`, `<title>Việc của tôi – Chỉ số cải cách hành chính</title>`,
		`<a class="skip" href="#content">`, `<header class="bar">`, `aria-current="page"`,
		`<span class="count">4<span class="vh"> việc</span></span>`, `<main class="wrap" id="content"`, `<h1>Chào</h1>`,
		`role="status" id="live"`, `<footer class="foot">`, `popovertarget="menu"`, `id="theme" popover`,
		`data-set-theme="dark"`, `action="/sign-out"`, `href="/?lang=en&amp;x=1"`, `Đã nộp phiếu`, `note demo`, `id="keys" popover`,
	)
}

func TestNothingStandsInline(t *testing.T) {
	all := html(t, Layout(page()), "") + html(t, PublicLayout(page()), "") + html(t, Gate(page()), "") +
		html(t, Refusal(page(), par.E(par.Closed, ""), "R-1"), "")
	for _, banned := range []string{"style=", "<style", "onclick", "onsubmit", "javascript:", "<script>", "http://", "https://", "⟦"} {
		if strings.Contains(all, banned) {
			t.Errorf("%q stands in a page, which the policy of its content forbids", banned)
		}
	}
}

func TestPublicPagesShowNoWork(t *testing.T) {
	p := page()
	p.Person = ""
	got := html(t, PublicLayout(p), "")
	expect(t, got, `href="/sign-in"`, `class="wrap wrap-public"`, `lang="en"`)
	for _, absent := range []string{"/sign-out", `id="account"`, `id="keys"`} {
		if strings.Contains(got, absent) {
			t.Errorf("a public page shows %q", absent)
		}
	}
}

func TestRefusalSaysWhatHappened(t *testing.T) {
	got := html(t, Refusal(page(), par.E(par.NotFound, ""), "R-17"), "<p>và</p>")
	expect(t, got, "<h1>"+vi.T("error.title.not_found")+"</h1>", vi.T("error.not_found"), "R-17", "i-search", "<p>và</p>", `href="/"`)
}

func TestGateLeadsToPublicResults(t *testing.T) {
	expect(t, html(t, Gate(page()), "<h1>Đăng nhập</h1>"), `class="drum"`, "<h1>Đăng nhập</h1>", `href="/ket-qua"`, "Chỉ số cải cách hành chính<br>Thành phố Cần Thơ")
}

func TestClassesHaveWordShapeAndColour(t *testing.T) {
	for position, tone := range []string{"rt", "to", "kh", "tb", "ye", "ye", "ye"} {
		expect(t, html(t, ClassBadge("Loại", position, true), ""), `class="cl `+tone+` big"`, "i-"+tone, "Loại")
	}
	if got := html(t, ClassBadge("Chưa xếp loại", -1, false), ""); strings.Contains(got, "<i") {
		t.Errorf("no class has a shape: %s", got)
	}
}

func TestEveryStateOfACellHasWordAndIcon(t *testing.T) {
	for state := range savingLooks {
		got := html(t, StatusCell(vi, state), "")
		expect(t, got, `class="i i-`+savingLooks[state].icon, vi.T("saving."+string(state)))
	}
}

func TestFieldsExplainThemselves(t *testing.T) {
	err := par.InvalidFields(map[string]par.Text{"name": par.T("error.invalid"), "other": par.T("error.too_many")})
	f := Field{Name: "name", Label: "Tên đợt", Hint: "Ví dụ: Đợt 2026", Value: `<b>"`, Required: true, MaxLength: 9}.Refused(vi, err)
	got := html(t, TextInput(f), "")
	expect(t, got, `<label for="f-name">Tên đợt</label>`, `id="f-name"`, `name="name"`, `value="&lt;b&gt;&#34;"`, "required", `maxlength="9"`,
		`aria-invalid="true"`, `aria-describedby="f-name-error f-name-hint"`, `id="f-name-error"`, `id="f-name-hint"`, vi.T("error.invalid"))
	expect(t, html(t, TextArea(f), ""), `<textarea`, `&lt;b&gt;&#34;</textarea>`)
	summary := html(t, ErrorSummary(vi, err, f), "")
	expect(t, summary, `<a href="#f-name">Tên đợt</a>`, vi.T("error.too_many"), "data-error-summary", `role="alert"`)
	if got := html(t, ErrorSummary(vi, nil), ""); got != "" {
		t.Errorf("nothing wrong, yet %q", got)
	}
}

func TestChoicesKeepWhatWasChosen(t *testing.T) {
	f := Field{Name: "decision", Label: "Kết luận", Value: "b", Options: []Option{{Value: "a", Label: "Chấp nhận", Key: "a"}, {Value: "b", Label: "Điều chỉnh"}}}
	expect(t, html(t, Seg(f), ""), `<legend class="vh">Kết luận</legend>`, `value="b" checked`, `data-key="a"`, "<kbd>a</kbd>")
	expect(t, html(t, Select(f), ""), `<option value="b" selected>Điều chỉnh</option>`)
	expect(t, html(t, Check(Field{Name: "ok", Label: "Tôi đã đọc", Value: "yes"}), ""), `type="checkbox" value="yes" checked`)
	expect(t, html(t, FileInput(vi, Field{Name: "file", Label: "Tệp"}, ".pdf", true), ""), `type="file" accept=".pdf" multiple`, `data-none="Chưa chọn tệp nào"`)
}

func TestConfirmSaysWhatWillHappen(t *testing.T) {
	q := Question{ID: "submit", Button: "Nộp phiếu", Title: "Nộp phiếu của Sở Tư pháp?", Effects: []string{"Phiếu khóa."}, Action: "/x", Key: "n"}
	expect(t, html(t, Confirm(vi, q), `<input name="remark">`), "<details", "data-confirm", `<summary class="btn go big" data-key="n">Nộp phiếu</summary>`,
		`<h2 id="submit-question">`, "<li>Phiếu khóa.</li>", `<form method="post" action="/x">`, `<input name="remark">`, "data-close")
}

func TestTimelineMarksTheStage(t *testing.T) {
	steps := StagesOf(vi, par.Appraisal1, func(par.Stage) string { return "x" })
	got := html(t, Timeline(steps), "")
	expect(t, got, `<li class="done"><b>Tự chấm điểm</b>x</li>`, `<li class="now" aria-current="step"><b>Thẩm định lần 1</b>`, `<li class=""><b>Giải trình</b>`)
}

func TestCountdownCarriesTheServersClock(t *testing.T) {
	expect(t, html(t, Countdown(vi, 3_600_000_000, 1_800_000_000), ""), `data-deadline="3600000000"`, `data-now="1800000000"`, ">30 phút</time>")
}

func TestPagerKeepsTheQuery(t *testing.T) {
	expect(t, html(t, Pager(vi, Paging{Path: "/units?q=so", Page: 2, Pages: 3}), ""), `href="/units?page=1&amp;q=so"`, `href="/units?page=3&amp;q=so"`, "Trang 2/3")
	if got := html(t, Pager(vi, Paging{Page: 1, Pages: 1}), ""); got != "" {
		t.Errorf("one page has a pager: %s", got)
	}
}

func TestTablesKeepTheirRoles(t *testing.T) {
	row := html(t, Row("bad"), html(t, RowHead("grow"), "Sở Y tế")+html(t, Cell("num", "Chỉ số"), "83,78"))
	got := html(t, Table("Xếp hạng", "rk", []Head{{"Đơn vị", ""}, {"Chỉ số", "num"}}), row)
	expect(t, got, `role="table"`, `role="columnheader" class="num"`, `<tr role="row" class="bad">`, `role="rowheader"`, `data-l="Chỉ số"`, `<caption class="vh">Xếp hạng</caption>`)
}

func TestShades(t *testing.T) {
	limits := []par.Decimal{"90", "80", "70", "60"}
	for index, want := range map[par.Decimal]string{"95": "h5", "90": "h5", "89.99": "h4", "70": "h3", "60": "h2", "59.99": "h1", "": "h0"} {
		if got := HeatClass(index, limits); got != want {
			t.Errorf("HeatClass(%s) = %s, want %s", index, got, want)
		}
	}
	for _, c := range []struct {
		done, total int
		want        string
	}{{0, 0, "h0"}, {0, 4, "h1"}, {1, 4, "p1"}, {2, 4, "p2"}, {3, 4, "p3"}, {4, 4, "p4"}} {
		if got := FillClass(c.done, c.total); got != c.want {
			t.Errorf("FillClass(%d, %d) = %s, want %s", c.done, c.total, got, c.want)
		}
	}
}

func TestSmallParts(t *testing.T) {
	expect(t, html(t, Empty("Chưa có đợt", "Đợt là…", "/new", "Tạo đợt"), ""), "<h2>Chưa có đợt</h2>", `<a class="btn go" href="/new">Tạo đợt</a>`)
	expect(t, html(t, Progress("Đã nhập 3/4", 3, 4, true), ""), `max="4"`, `value="3"`, `aria-label="Đã nhập 3/4"`, `class="late"`)
	expect(t, html(t, Figure("hạng", "10", "trên 20"), ""), "<dt>hạng</dt>", "<small>trên 20</small>")
	expect(t, html(t, Crumbs(vi, Crumb{"/a", "Đợt"}, Crumb{"", "Sở"}), ""), `<a href="/a">Đợt</a>`, "<li>Sở</li>")
	expect(t, html(t, Title(vi, "Đợt 2026", "Một câu.", Crumb{"", "Đợt"}), "<a>In</a>"), "<h1>Đợt 2026</h1>", `<div class="acts"><a>In</a></div>`)
	expect(t, html(t, Card("c", "Chờ tôi", "xếp theo điểm", true), "x"), `class="card flush"`, `aria-labelledby="c"`, `<h2 id="c">Chờ tôi</h2>`)
	expect(t, html(t, Tag("bad", "lock", "khóa"), ""), `class="tag bad"`, "i-lock")
}

func TestTheDeadlineWarnsInItsLastDayAndSaysWhenItIsOver(t *testing.T) {
	const hour = par.Time(3_600_000_000)
	for _, test := range []struct {
		name string
		now  par.Time
		want []string
	}{
		{"more than a day", 0, []string{`class="clock " data-clock`, ">2 ngày</time>", "được gia hạn"}},
		{"less than a day", 47 * hour, []string{`class="clock soon"`, ">1 giờ</time>"}},
		{"its own moment", 48 * hour, []string{`class="clock over"`, ">đã hết hạn</time>"}},
	} {
		clock := &Clock{Stage: "Tự chấm", Due: "17:00 01/12/2026", Extended: "được gia hạn", Deadline: 48 * hour, Now: test.now}
		expect(t, html(t, Deadline(vi, clock), ""), test.want...)
	}
	expect(t, html(t, Deadline(vi, nil), ""))
}
