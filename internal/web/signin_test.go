package web

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parindex/internal/testkit/world"
)

// hiddenInput finds the hidden fields of a page.
var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// carried reads the hidden fields of a page as the pairs of a form.
func carried(page string) []string {
	var pairs []string
	for _, m := range hiddenInput.FindAllStringSubmatch(page, -1) {
		pairs = append(pairs, html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	return pairs
}

// typedTooLate sends the form of a mark after the session has ended, and
// returns the fields of the page of signing in that comes instead.
func typedTooLate(t *testing.T, w *workshop, hoa *browser) []string {
	t.Helper()
	page := hoa.get(leafPath(w.one.Dossier, "3.3.1", "appraise")).Body.String()
	key := regexp.MustCompile(`name="_key" value="([^"]+)"`).FindStringSubmatch(page)
	if key == nil || !strings.Contains(key[1], "~") {
		t.Fatalf("the form does not say for whom it was drawn: %v", key)
	}
	hoa.cookies = map[string]string{}
	answer := hoa.post(leafPath(w.one.Dossier, "3.3.1", "mark"), "verdict", "points", "points", "2,5", "reason", "late",
		"remark", "Viết 30 phút & \"còn\" nguyên", "version", "0", "_key", key[1])
	expect(t, answer, 401, "Phiên làm việc đã hết", "còn nguyên", `name="password"`)
	return carried(answer.Body.String())
}

func TestASessionThatEndedTakesTheTypedTextAlong(t *testing.T) {
	w, hoa := newHearing(t)
	fields := typedTooLate(t, w, hoa)
	if got := pairsOf(fields).Get("again.remark"); got != `Viết 30 phút & "còn" nguyên` {
		t.Fatalf("the page of signing in carries %q", got)
	}

	// A wrong password loses nothing of it.
	wrong := hoa.post("/sign-in", append(fields, "login", "hoa", "password", "sai mật khẩu này")...)
	if wrong.Code < 400 {
		t.Fatalf("a wrong password: %d", wrong.Code)
	}
	answer := hoa.post("/sign-in", append(carried(wrong.Body.String()), "login", "hoa", "password", world.Password)...)
	expect(t, answer, 303)
	if mark := w.marked("3.3.1"); mark.Note != `Viết 30 phút & "còn" nguyên` || mark.Version != 1 {
		t.Errorf("the mark is %+v", mark)
	}
}

func TestTypedTextGoesToNobodyElseWhoSignsIn(t *testing.T) {
	w, hoa := newHearing(t)
	fields := typedTooLate(t, w, hoa)
	lan := w.appraiser("lan") // who may judge the same leaf
	lan.cookies = map[string]string{}
	answer := lan.post("/sign-in", append(fields, "login", "lan", "password", world.Password)...)
	expectTo(t, answer, "/?done=not_sent")
	if mark := w.marked("3.3.1"); mark.Version != 0 {
		t.Errorf("it was saved for another person: %+v", mark)
	}
	page := lan.get("/?done=not_sent")
	expect(t, page, 200, "thuộc về người khác")
	if strings.Contains(page.Body.String(), "30 phút") {
		t.Error("another person is shown what was typed")
	}
}

func TestAFormWithoutItsPersonIsNotTakenAlong(t *testing.T) {
	w, hoa := newHearing(t)
	hoa.cookies = map[string]string{}
	for _, key := range []string{"", "key-of-nobody"} {
		answer := hoa.post(leafPath(w.one.Dossier, "3.3.1", "mark"), "remark", "của ai", "_key", key)
		expect(t, answer, 401, "Phiên làm việc đã hết")
		if strings.Contains(answer.Body.String(), "của ai") {
			t.Errorf("with the key %q the text is carried along", key)
		}
	}
}

func pairsOf(pairs []string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}
