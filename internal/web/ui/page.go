package ui

import (
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// Page is what the frame says around the content of one page.
type Page struct {
	P     i18n.Printer
	Title string   // of the page, already said; the heading repeats it
	Place string   // the place that the installation serves: Thành phố Cần Thơ
	Owner string   // who answers for it, said in the foot
	Path  string   // of this page with its query, for the language switch
	Now   par.Time // the server's clock

	Person string // who has signed in; empty for the public
	ID     string // of that person: what a browser keeps is kept for nobody else
	Unit   string // in whose name
	People string // address of the people of that unit; may be empty
	Nav    []NavItem
	Unread int // notices not yet opened

	Current  string // address of the item of Nav that this page belongs to
	Flash    Flash
	DemoNote string   // said above the content where data are invented
	Clock    *Clock   // the deadline of the unit whose page this is
	Search   string   // address of the search page; empty hides the control
	Keys     []Key    // keys of this page, beside those of every page
	Scripts  []string // entries of the asset build, such as "sheet.js"
	Bare     bool     // the content lays itself out (sheet, appraisal)
	Public   bool     // without sign-in: no work, narrower
}

// NavItem is one entry of the bar. Count, if any, is how much waits there.
type NavItem struct {
	Href  string
	Label string
	Count int
}

// Flash tells once what was just done. Kind is "" or "bad".
type Flash struct {
	Kind string
	Text string
}

// Key says what a key does.
type Key struct {
	Keys []string
	Does string
}

// Language is one choice of the language switch.
type Language struct{ Code, Name string }

// otherLanguages lists the languages that the page is not in, by their own names.
func (page Page) otherLanguages() []Language {
	var others []Language
	for _, l := range []Language{{"vi", "Tiếng Việt"}, {"en", "English"}} {
		if l.Code != string(page.P.Lang()) {
			others = append(others, l)
		}
	}
	return others
}

func (page Page) mainClass() string {
	switch {
	case page.Bare:
		return ""
	case page.Public:
		return "wrap wrap-public"
	}
	return "wrap"
}

func (page Page) home() string {
	if page.Public {
		return PathPublic
	}
	return PathHome
}

func (page Page) public() Page {
	page.Public = true
	return page
}

// keys lists the keys of the page and those of every page.
func (page Page) keys() []Key {
	keys := page.Keys
	if page.Search != "" {
		keys = append(keys, Key{[]string{"/"}, page.P.T("ui.key_search")})
	}
	return append(keys[:len(keys):len(keys)], Key{[]string{"?"}, page.P.T("ui.key_keys")})
}

// unread says a count that fits into the bar.
func unread(page Page) string {
	const most = 99
	if page.Unread > most {
		return "99+"
	}
	return page.P.Int(int64(page.Unread))
}
