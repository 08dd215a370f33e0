package web

import (
	"testing"

	"parindex/internal/par"
)

func TestTheBoardLeadsToWhatKeepsAppraisingEven(t *testing.T) {
	w, _ := newDispute(t)
	id := w.city.Round.ID
	path := "/rounds/" + string(id) + "/board"
	links := []string{allotmentPath(id), secondsPath(id), leniencyPath(id), inspectionsPath(id, "", ""), acrossPath(id, "so", "3.1.1")}
	page := w.as(w.city.Standing).get(path)
	for _, link := range links {
		expect(t, page, 200, `href="`+link+`"`)
		expect(t, w.as(w.city.Standing).get(link), 200)
	}
	publisher, err := w.city.Enrol(t.Context(), "vinh.hai", par.Grant{Role: par.Publisher})
	w.must(err)
	page = w.as(publisher).get(path) // reads the board, and none of that
	expect(t, page, 200, `<abbr title=`)
	for _, link := range links {
		silent(t, page, link)
	}
}
