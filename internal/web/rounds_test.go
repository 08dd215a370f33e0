package web

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"parindex/internal/criteria/samples"
	"parindex/internal/par"
	"parindex/internal/round"
)

// upload sends a form with one file.
func (b *browser) upload(path, file, content string, pairs ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := form.WriteField(pairs[i], pairs[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	if file != "" {
		part, err := form.CreateFormFile("file", file)
		if err != nil {
			b.t.Fatal(err)
		}
		if _, err := part.Write([]byte(content)); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

// standing opens a browser of the standing body.
func (w *site) standing() *browser {
	w.t.Helper()
	w.person("hanh", "Lâm Mỹ Hạnh", par.Grant{Role: par.Standing})
	return w.signIn("hanh")
}

func sampleFile(t *testing.T) string {
	t.Helper()
	raw, err := samples.Read("so")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestAFileIsShownBeforeItIsStored(t *testing.T) {
	w := newSite(t)
	b := w.standing()
	expect(t, b.get("/criteria"), 200, "Chưa có bộ tiêu chí nào", "Lấy bộ mẫu cho sở, ban, ngành")
	preview := b.upload("/criteria/import", "so.json", sampleFile(t))
	expect(t, preview, 200, "Chưa có gì được lưu", "đây sẽ là phiên bản 1", `value="mau-so"`, "So với đơn vị tốt nhất")
	expect(t, b.get("/criteria"), 200, "Chưa có bộ tiêu chí nào")
	content := html.UnescapeString(field(t, preview, "content"))
	refused := b.upload("/criteria", "", "", "_key", "key-key-key-1", "content", content, "title", "Bộ của tôi", "code", "Mã Sai", "level", "department")
	expect(t, refused, 422, `value="Mã Sai"`, `value="Bộ của tôi"`, `href="#f-code"`, "chữ thường không dấu")
	stored := b.upload("/criteria", "", "", "_key", "key-key-key-2", "content", content, "title", "Bộ của tôi", "code", "cua-toi", "level", "department", "note", "")
	path := stored.Header().Get("Location")
	expectTo(t, stored, path)
	expect(t, b.get(strings.TrimSuffix(path, "?done=imported")), 200, "Bộ của tôi", "Phiên bản 1", "1.1.1")
	again := b.upload("/criteria/import", "so.json", strings.ReplaceAll(sampleFile(t), `"code": "mau-so"`, `"code": "cua-toi"`))
	expect(t, again, 200, "Nội dung giống hệt phiên bản 1")
	changed := strings.Replace(sampleFile(t), `"code": "mau-so"`, `"code": "cua-toi"`, 1)
	changed = strings.Replace(changed, "Ban hành kế hoạch cải cách hành chính năm", "Ban hành kế hoạch năm", 1)
	expect(t, b.upload("/criteria/import", "so.json", changed), 200, "Khác phiên bản 1 ở đâu", "1.1.1", "nội dung")
}

func TestAFileWithAFaultIsNotImported(t *testing.T) {
	w := newSite(t)
	b := w.standing()
	broken := strings.Replace(sampleFile(t), `"type": "yes_no"`, `"type": "yes"`, 1)
	expect(t, b.upload("/criteria/import", "so.json", broken), 422, "chưa nhập gì", "set.nodes[", "yes không phải là một kiểu quy tắc")
	expect(t, b.upload("/criteria/import", "so.json", "xin chào"), 422, "không phải là JSON hợp lệ")
	expect(t, b.upload("/criteria/import", "so.xlsx", "PK\x03\x04 no workbook"), 422, "Không đọc được tệp này")
	expect(t, b.upload("/criteria/import", "", ""), 422, "Chọn tệp bộ tiêu chí")
	expect(t, b.upload("/criteria/import", "big.json", strings.Repeat("x", 2<<20)), 413)
	expect(t, b.get("/criteria"), 200, "Chưa có bộ tiêu chí nào")
}

func TestASampleIsTakenOnceAndGivenBack(t *testing.T) {
	w := newSite(t)
	b := w.standing()
	path := b.post("/criteria/sample", "_key", "key-key-key-1", "name", "so").Header().Get("Location")
	again := b.post("/criteria/sample", "_key", "key-key-key-2", "name", "so").Header().Get("Location")
	if path == "" || path != again {
		t.Errorf("the same sample twice: %s, %s", path, again)
	}
	expect(t, b.post("/criteria/sample", "_key", "key-key-key-3", "name", "../../etc/passwd"), 404)
	path = strings.TrimSuffix(path, "?done=sample_taken")
	expect(t, b.get(path+"?q=thanh+tra"), 200, "tiêu chí chứa từ này")
	expect(t, b.get(path+"?q=xyzxyz"), 200, "Không có tiêu chí nào chứa từ này")
	file := b.get(path + "/xlsx")
	expect(t, file, 200)
	preview := b.upload("/criteria/import", "x.xlsx", file.Body.String())
	expect(t, preview, 200, "Nội dung giống hệt phiên bản 1")
	asJSON := b.get(path + "/json")
	expect(t, b.upload("/criteria/import", "x.json", asJSON.Body.String()), 200, "Nội dung giống hệt phiên bản 1")
}

var roundID = regexp.MustCompile(`/rounds/([a-z0-9]{26})`)

// postForm sends a form in which a name may stand several times.
func (b *browser) postForm(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// again is the form of a page, ready to be sent with changes.
func (b *browser) hidden(path string) url.Values {
	b.t.Helper()
	answer := b.get(path)
	expect(b.t, answer, 200)
	return url.Values{"_key": {field(b.t, answer, "_key")}, "version": {field(b.t, answer, "version")}}
}

func TestARoundIsSetUpAndOpened(t *testing.T) {
	w := newSite(t)
	b := w.standing()
	for i, u := range [][]string{{"snv", "Sở Nội vụ"}, {"stp", "Sở Tư pháp"}} {
		expectTo(t, b.post("/units", "_key", "key-unit-"+u[0], "code", u[0], "name", u[1], "level", "department", "active", "yes"), "/units?done=saved")
		expect(t, b.get("/units"), 200, u[1], []string{"1 đơn vị", "2 đơn vị"}[i])
	}
	b.post("/criteria/sample", "_key", "key-key-key-1", "name", "so")

	refused := b.post("/rounds", "_key", "key-key-key-2", "code", "2026", "title", "Đợt 2026", "year", "hai nghìn",
		"self_scoring_opens", "31/02/2026", "self_scoring_closes", "20/11/2026", "self_scoring_closes_at", "17h")
	expect(t, refused, 422, `value="hai nghìn"`, `value="31/02/2026"`, `value="17h"`, "Nhập năm bằng bốn chữ số", "Nhập ngày, ví dụ")
	made := b.post("/rounds", "_key", "key-key-key-3", "code", "2026", "title", "Đợt 2026", "year", "2026",
		"self_scoring_opens", "18/11/2026", "self_scoring_opens_at", "08:00", "self_scoring_closes", "20/11/2026", "self_scoring_closes_at", "17:00",
		"appraisal1_opens", "20/11/2026", "appraisal1_opens_at", "17:00", "appraisal1_closes", "30/11/2026", "appraisal1_closes_at", "17:00")
	id := roundID.FindStringSubmatch(made.Header().Get("Location"))
	if id == nil {
		t.Fatalf("no round was made: %d %s", made.Code, made.Body)
	}
	path := "/rounds/" + id[1]
	expect(t, b.get(path), 200, "Đợt chưa có khối nào", "18/11/2026 – 20/11/2026")
	expect(t, b.get(path+"/setup"), 200, `value="20/11/2026"`, `value="17:00"`, "Mở đợt tự chấm")

	stage := b.hidden(path + "/setup")
	stage.Set("to", "self_scoring")
	expect(t, b.postForm(path+"/stage", stage), 423, "Đợt chưa có khối nào. Thêm ít nhất một khối", "Mở đợt tự chấm")

	block := b.hidden(path + "/new-block")
	edition := regexp.MustCompile(`<option value="([a-z0-9]{26})"`).FindStringSubmatch(b.get(path + "/new-block").Body.String())[1]
	block["new"], block["code"], block["name"], block["edition"] = []string{"yes"}, []string{"so"}, []string{"Khối sở"}, []string{edition}
	block["index_decimals"], block["ranking"], block["rank_on"], block["average_of"], block["no_survey"] = []string{"2"}, []string{"competition"}, []string{"rounded"}, []string{"exact"}, []string{"remove"}
	block["classes_name"], block["classes_from"] = []string{"Tốt", "Khá", ""}, []string{"80,5", "90", ""}
	expect(t, b.postForm(path+"/blocks", block), 422, `value="80,5"`, `href="#f-classes-1-from"`, "phải giảm dần", `value="Khối sở"`)
	block["classes_from"] = []string{"80,5", "0", ""}
	block.Set("_key", "key-key-key-4")
	expectTo(t, b.postForm(path+"/blocks", block), path+"/setup?done=saved#blocks")

	page := b.get(path + "/blocks/so/units")
	expect(t, page, 200, "Sở Nội vụ", "Sở Tư pháp")
	units := regexp.MustCompile(`name="unit" value="([a-z0-9]{26})"`).FindAllStringSubmatch(page.Body.String(), -1)
	chosen := b.hidden(path + "/blocks/so/units")
	chosen["row"] = []string{units[0][1], units[1][1]}
	chosen["position"], chosen["unit"], chosen["unranked"] = []string{"2", "1"}, []string{units[0][1], units[1][1]}, []string{units[0][1]}
	expectTo(t, b.postForm(path+"/blocks/so/units", chosen), path+"/setup?done=saved#blocks")
	page = b.get(path)
	expect(t, page, 200, "Khối sở", "Tốt từ 80,5; Khá: còn lại", "2 đơn vị")
	if body := page.Body.String(); strings.Index(body, "<li>Sở Tư pháp") > strings.Index(body, "<li>Sở Nội vụ") {
		t.Error("the units do not stand in the order of their numbers")
	}
	expect(t, b.get(path+"/board"), 200, "Đợt chưa mở")

	stage = b.hidden(path + "/setup")
	stage.Set("to", "self_scoring")
	expectTo(t, b.postForm(path+"/stage", stage), path+"?done=stage_moved")
	expect(t, b.get(path+"?done=stage_moved"), 200, "Đợt đã chuyển giai đoạn", "đến 17:00 20/11/2026")
	expect(t, b.get(path+"/board"), 200, "0 trên 2 phiếu đã nộp", "Đang nhập", "Chưa đơn vị nào chậm")
	expect(t, b.get(path+"/board?format=xlsx"), 200)
	stale := b.postForm(path+"/stage", url.Values{"_key": {"key-key-key-9"}, "version": {"1"}, "to": {"appraisal1"}})
	expect(t, stale, 409, "Có người đã thay đổi")
}

func TestAppraisersAreAssignedByArea(t *testing.T) {
	w := newSite(t)
	b := w.standing()
	b.post("/units", "_key", "key-key-unit", "code", "stp", "name", "Sở Tư pháp", "level", "department", "active", "yes")
	b.post("/criteria/sample", "_key", "key-key-key-1", "name", "so")
	hue := w.person("hue", "Kiều Thị Huệ")
	made := b.post("/rounds", "_key", "key-key-key-3", "code", "2026", "title", "Đợt 2026", "year", "2026")
	path := "/rounds/" + roundID.FindStringSubmatch(made.Header().Get("Location"))[1]
	expect(t, b.get(path+"/appraisers"), 200, "Thêm khối và chọn bộ tiêu chí trước")
	block := b.hidden(path + "/new-block")
	edition := regexp.MustCompile(`<option value="([a-z0-9]{26})"`).FindStringSubmatch(b.get(path + "/new-block").Body.String())[1]
	for name, value := range map[string]string{
		"new": "yes", "code": "so", "name": "Khối sở", "edition": edition, "index_decimals": "2", "ranking": "dense", "rank_on": "rounded",
		"average_of": "exact", "no_survey": "zero", "classes_name": "Đạt", "classes_from": "0",
	} {
		block.Set(name, value)
	}
	expectTo(t, b.postForm(path+"/blocks", block), path+"/setup?done=saved#blocks")

	page := b.get(path + "/appraisers")
	expect(t, page, 200, "Kiều Thị Huệ", "Chưa giao cho ai")
	unit := regexp.MustCompile(`<option value="([a-z0-9]{26})">Sở Tư pháp`).FindStringSubmatch(page.Body.String())[1]
	form := b.hidden(path + "/appraisers")
	form.Set("person", string(hue.ID))
	form["area"] = []string{"2"}
	expect(t, b.postForm(path+"/appraisers", form), 422, "Chọn cơ quan mà người này làm việc", `value="2" checked`, `value="`+string(hue.ID)+`" selected`)
	form.Set("unit", unit)
	form.Set("_key", "key-key-key-7")
	expectTo(t, b.postForm(path+"/appraisers", form), path+"/appraisers?done=saved")
	page = b.get(path + "/appraisers")
	expect(t, page, 200, "2. Xây dựng và tổ chức", "1 lượt giao")
	release := regexp.MustCompile(path + `/appraisers/[a-z0-9]+/release`).FindString(page.Body.String())
	form = b.hidden(path + "/appraisers")
	expectTo(t, b.postForm(release, form), path+"/appraisers?done=saved")
	expect(t, b.get(path+"/appraisers"), 200, "Chưa giao cho ai")
}

func TestAUnitThatAnotherChangedShowsBoth(t *testing.T) {
	w := newSite(t)
	b := w.standing()
	b.post("/units", "_key", "key-key-unit", "code", "stp", "name", "Sở Tư pháp", "level", "department", "active", "yes")
	edit := regexp.MustCompile(`/units/[a-z0-9]{26}/edit`).FindString(b.get("/units").Body.String())
	first := b.hidden(edit)
	for name, value := range map[string]string{"code": "stp", "name": "Sở Tư pháp mới", "level": "department", "active": "yes"} {
		first.Set(name, value)
	}
	path := strings.TrimSuffix(edit, "/edit")
	second := url.Values{}
	for name, value := range first {
		second[name] = value
	}
	expectTo(t, b.postForm(path, first), "/units?done=saved")
	second.Set("_key", "key-key-other")
	second.Set("name", "Tên của tôi")
	refused := b.postForm(path, second)
	expect(t, refused, 409, "Đang lưu:", "Sở Tư pháp mới", `value="Tên của tôi"`)
	second.Set("version", field(t, refused, "version"))
	second.Set("_key", "key-key-third")
	expectTo(t, b.postForm(path, second), "/units?done=saved")
	expect(t, b.get("/units?q=ten+cua"), 200, "Tên của tôi")
}

// What comes next is named with what it needs, and what stands in the way now.
func TestTheSetupNamesTheNextStepAndWhatStandsInTheWay(t *testing.T) {
	w := newWorkshop(t)
	standing := w.as(w.city.Standing)
	setup := roundPath(w.city.Round, "/setup")
	expect(t, standing.get(setup), 200, "Chuyển sang thẩm định", "Cần: không cần gì thêm", `value="appraisal1"`)
	w.stage(par.Appraisal1)
	expect(t, standing.get(setup), 200, "Quyết định kết quả", "không cần gì thêm; nên thẩm định xong mọi mục", decisionPath(w.city.Round.ID), `value="self_scoring"`)

	opens := w.city.Round.Window(par.Appraisal1).Closes
	var windows []round.Window
	windows = append(windows, w.city.Round.Window(par.SelfScoring), w.city.Round.Window(par.Appraisal1))
	for _, stage := range []par.Stage{par.Explanation, par.Appraisal2} {
		windows = append(windows, round.Window{Stage: stage, Opens: opens, Closes: opens.Add(24 * time.Hour)})
		opens = opens.Add(24 * time.Hour)
	}
	w.calendar(windows...)
	e := round.Extension{Stage: par.SelfScoring, Unit: w.one.Unit.ID, Closes: w.city.Round.Window(par.SelfScoring).Closes.Add(time.Hour), Reason: "Mất điện"}
	_, err := w.city.Rounds.ExtendDeadline(t.Context(), w.city.Standing.Actor, w.city.Round.ID, e, w.city.Key())
	w.must(err)
	page := standing.get(setup)
	expect(t, page, 200, "Thông báo kết quả lần 1, mở giải trình", "Cần: mọi mục", "Chưa chuyển được: "+w.one.Unit.Name+" còn thời gian đến", boardPath(w.city.Round))
	silent(t, page, `value="explanation"`, decisionPath(w.city.Round.ID))
}

// What is wrong with a calendar is said at once and where it is: both stages of
// a clash with their dates, a time at its own field, the reason that is missing.
func TestEveryFaultOfACalendarIsSaidInOnePass(t *testing.T) {
	w := newWorkshop(t)
	standing, setup := w.as(w.city.Standing), roundPath(w.city.Round, "/setup")
	page := standing.post(setup, "_key", "key-cal-1", "version", w.roundVersion(), "title", "Đợt", "year", "2026",
		"self_scoring_opens", "01/12/2026", "self_scoring_opens_at", "08:00", "self_scoring_closes", "20/12/2026", "self_scoring_closes_at", "17:00",
		"appraisal1_opens", "10/12/2026", "appraisal1_opens_at", "08:00", "appraisal1_closes", "30/12/2026", "appraisal1_closes_at", "17:00",
		"explanation_opens", "02/01/2027", "explanation_opens_at", "sáng", "explanation_closes", "05/01/2027", "explanation_closes_at", "17:00")
	expect(t, page, 422, "Tự chấm điểm” đến 17:00 20/12/2026 mới kết thúc, mà “Thẩm định lần 1” đã bắt đầu 08:00 10/12/2026",
		`href="#f-explanation_opens_at"`, "Nhập giờ, ví dụ 17:00", `href="#f-reason"`, "hãy ghi lý do đổi lịch")
	silent(t, page, `href="#f-explanation_opens"`, "Nhập ngày, ví dụ")
}
