package web

import (
	"strconv"
	"strings"

	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/web/ui"
)

// viewerView shows a document at a page: a PDF page by page, a picture as it
// is, an office document as the text that was read of it. A page with a viewer
// loads viewer.js.
type viewerView struct {
	P        i18n.Printer
	ID       par.ID
	Title    string
	About    string // type, pages, size
	File     string // address of the file
	Media    string
	Page     int
	Pages    int    // 0: not known
	Passage  string // what is marked on the page
	Papers   []paper
	Previous string // address of the citation before; empty: none
	Next     string
}

// paper is one page of an office document as text.
type paper struct {
	Number int
	Lines  []string
}

// viewerOf opens a document at a page, with a passage marked; a page that it
// does not have is its first.
func (h *handlers) viewerOf(r *httpx.Request, d evidence.Document, page int, passage string) (viewerView, error) {
	if page < 1 || d.File.Pages > 0 && page > d.File.Pages {
		page = 1
	}
	p := printer(r)
	v := viewerView{
		P: p, ID: d.ID, Title: documentTitle(p, d), About: fileText(p, d.File), File: documentPath(d.ID) + "/file",
		Media: d.File.Media, Page: page, Pages: d.File.Pages, Passage: passage,
	}
	if v.Media != evidence.DOCX && v.Media != evidence.XLSX {
		return v, nil
	}
	read, err := h.Evidence.ReadText(r.Context(), r.Actor, d.ID)
	for _, one := range read {
		v.Papers = append(v.Papers, paper{one.Page, strings.Split(strings.TrimSpace(one.Body), "\n")})
	}
	v.Page = v.nearest(page)
	return v, err
}

// nearest is the place of a page among those that have words.
func (v viewerView) nearest(page int) int {
	for i, one := range v.Papers {
		if one.Number >= page {
			return i + 1
		}
	}
	return 1
}

func (v viewerView) isPDF() bool { return v.Media == evidence.PDF }

func (v viewerView) isPicture() bool { return v.Media == evidence.JPEG || v.Media == evidence.PNG }

// shown tells whether the document can be looked at in the page.
func (v viewerView) shown() bool { return v.isPDF() || v.isPicture() || len(v.Papers) > 0 }

func (v viewerView) number() string { return strconv.Itoa(v.Page) }

// words is the address of what was read of a PDF, which is where its search begins.
func (v viewerView) words() string {
	if v.isPDF() {
		return documentPath(v.ID) + "/text"
	}
	return ""
}

// cells are the columns of a line of a table; a line of text has one.
func cells(line string) []string { return strings.Split(line, "\t") }

// viewerKeys are the keys of a page with a viewer.
func viewerKeys(p i18n.Printer) []ui.Key {
	return []ui.Key{
		{Keys: []string{"p", "n"}, Does: p.T("viewer.key_pages")},
		{Keys: []string{"t"}, Does: p.T("viewer.key_jump")},
		{Keys: []string{"f"}, Does: p.T("viewer.key_find")},
		{Keys: []string{"+", "-", "w"}, Does: p.T("viewer.key_zoom")},
		{Keys: []string{"r"}, Does: p.T("viewer.key_rotate")},
	}
}

// pageWords is the text of a document as the viewer's search asks for it.
type pageWords struct {
	Pages []wordsOfPage `json:"pages"`
}

type wordsOfPage struct {
	Page int    `json:"page"`
	Text string `json:"text"`
}

// showText answers with what was read of a document, page by page.
func (h *handlers) showText(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("document")
	if err != nil {
		return nil, err
	}
	read, err := h.Evidence.ReadText(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	words := pageWords{Pages: []wordsOfPage{}}
	for _, one := range read {
		words.Pages = append(words.Pages, wordsOfPage{one.Page, one.Body})
	}
	return httpx.JSON{Value: words}, nil
}
