package web

import (
	"context"
	"fmt"
	"html"
	"io"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// plainPage is a page of one heading and one sentence.
type plainPage struct{ lang, title, text string }

// Render writes the page.
func (p plainPage) Render(_ context.Context, w io.Writer) error {
	_, err := fmt.Fprintf(w, "<!doctype html><html lang=%q><title>%s</title><main><h1>%[2]s</h1><p>%s</p></main></html>",
		p.lang, html.EscapeString(p.title), html.EscapeString(p.text))
	return err
}

// errorPage draws a refusal: what happened, which rule, what to do now.
func (h *handlers) errorPage(r *httpx.Request, e *par.Error, _ int, reference string) httpx.Component {
	p := i18n.New(i18n.Lang(r.Lang))
	text := p.Err(e)
	if reference != "" {
		text += " " + p.T("error.reference") + ": " + reference
	}
	return plainPage{lang: r.Lang, title: p.T("error.title." + string(e.Code)), text: text}
}
