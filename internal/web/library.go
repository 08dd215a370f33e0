package web

import (
	"net/url"

	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// facetView offers the values of a facet, each as a link that narrows the list
// to it or, where it is chosen, takes it back.
type facetView struct {
	ID     string
	Label  string
	Chosen string // the words of the value that is chosen; empty: none
	Values []facetValue
}

type facetValue struct {
	Label   string
	Count   string
	Href    string
	Current bool
}

// libraryQuery reads which documents are wanted from the address.
func libraryQuery(r *httpx.Request, page int) evidence.Query {
	q := evidence.Query{Text: r.Text("q"), Narrow: map[evidence.Facet]string{}, Page: page}
	for _, facet := range evidence.Facets() {
		q.Narrow[facet] = r.URL.Query().Get(string(facet))
	}
	return q
}

// facetChoice is the value that a facet has in the address.
type facetChoice struct{ Name, Value string }

// narrowedBy lists the facets that are narrowed, to be kept by a new search.
func narrowedBy(q evidence.Query) []facetChoice {
	var all []facetChoice
	for _, facet := range evidence.Facets() {
		if value := q.Narrow[facet]; value != "" {
			all = append(all, facetChoice{string(facet), value})
		}
	}
	return all
}

// libraryAddress is the address of a library as it is narrowed, with one facet
// set otherwise.
func libraryAddress(id par.ID, q evidence.Query, facet evidence.Facet, value string) string {
	address := url.Values{}
	if q.Text != "" {
		address.Set("q", q.Text)
	}
	for name, chosen := range q.Narrow {
		if chosen != "" {
			address.Set(string(name), chosen)
		}
	}
	if facet != "" {
		address.Del(string(facet))
	}
	if value != "" {
		address.Set(string(facet), value)
	}
	if len(address) == 0 {
		return libraryPath(id)
	}
	return libraryPath(id) + "?" + address.Encode()
}

// facetsOf offers the facets that tell the documents of a list apart.
func facetsOf(p i18n.Printer, id par.ID, q evidence.Query, counts evidence.Counts) []facetView {
	var all []facetView
	for _, facet := range evidence.Facets() {
		f := facetView{ID: "facet-" + string(facet), Label: p.T("library.facet." + string(facet))}
		for _, c := range counts[facet] {
			value := facetValue{Label: facetText(p, facet, c.Value), Count: p.Int(int64(c.N)), Current: q.Narrow[facet] == c.Value}
			if value.Href = libraryAddress(id, q, facet, c.Value); value.Current {
				value.Href, f.Chosen = libraryAddress(id, q, facet, ""), value.Label
			}
			f.Values = append(f.Values, value)
		}
		if len(f.Values) > 1 || f.Chosen != "" {
			all = append(all, f)
		}
	}
	return all
}

// facetText says a value of a facet. What the address holds besides is shown
// as it stands.
func facetText(p i18n.Printer, facet evidence.Facet, value string) string {
	key := "library." + string(facet) + "." + value
	if facet == evidence.ByKind {
		key = "paper." + value
	}
	if facet == evidence.ByYear || facet == evidence.ByIssuer || !p.Has(key) {
		return value
	}
	return p.T(key)
}

// marksOf are the words beside a document that tell it from the others.
func marksOf(p i18n.Printer, e evidence.Entry, today par.Date) []string {
	var marks []string
	if e.LastYear {
		marks = append(marks, p.T("library.use.last_year"))
	}
	if e.Security == evidence.Internal {
		marks = append(marks, p.T("library.security.internal"))
	}
	if validity := e.Validity(today); validity == evidence.Expired || validity == evidence.NotYet {
		marks = append(marks, p.T("library.validity."+validity))
	}
	if e.Revision > 1 {
		marks = append(marks, p.T("evidence.revision_n", "n", int(e.Revision)))
	}
	return marks
}
