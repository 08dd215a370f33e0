package web

import (
	"strconv"

	"parindex/internal/evidence"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/web/ui"
)

// viewerView shows a document at a page: a PDF page by page, a picture as it
// is, anything else as a download. A page with a viewer loads viewer.js.
type viewerView struct {
	P     i18n.Printer
	ID    par.ID
	Title string
	About string // type, pages, size
	File  string // address of the file
	Media string
	Page  int
	Pages int // 0: not known
}

// viewerOf opens a document at a page; a page that it does not have is its first.
func viewerOf(p i18n.Printer, d evidence.Document, page int) viewerView {
	if page < 1 || d.File.Pages > 0 && page > d.File.Pages {
		page = 1
	}
	return viewerView{
		P: p, ID: d.ID, Title: documentTitle(p, d), About: fileText(p, d.File), File: documentPath(d.ID) + "/file",
		Media: d.File.Media, Page: page, Pages: d.File.Pages,
	}
}

func (v viewerView) isPDF() bool { return v.Media == evidence.PDF }

func (v viewerView) isPicture() bool { return v.Media == evidence.JPEG || v.Media == evidence.PNG }

func (v viewerView) number() string { return strconv.Itoa(v.Page) }

// viewerKeys are the keys of a page with a viewer.
func viewerKeys(p i18n.Printer) []ui.Key {
	return []ui.Key{{Keys: []string{"p", "n"}, Does: p.T("viewer.key_pages")}}
}
