package httpx

import (
	"net/http"

	"parindex/internal/par"
)

// Plain is an answer to a program that speaks a protocol of its own: a status,
// headers and perhaps a sentence.
type Plain struct {
	Status int
	Header map[string]string
	Text   string // empty: the answer has no body
}

func (p Plain) send(w http.ResponseWriter, _ *Request) error {
	h := w.Header()
	for name, value := range p.Header {
		h.Set(name, value)
	}
	h.Set("Cache-Control", "no-store")
	if p.Text != "" {
		h.Set("Content-Type", "text/plain; charset=utf-8")
	}
	w.WriteHeader(p.Status)
	if p.Text == "" {
		return nil
	}
	_, err := w.Write([]byte(p.Text + "\n"))
	return ignoreGone(err)
}

// Refusal is an error with the status and the headers of the protocol that a
// route with a PartBody speaks.
type Refusal struct {
	Cause  *par.Error
	Status int // 0: the status of the error's code
	Header map[string]string
}

func (r Refusal) Error() string { return r.Cause.Error() }

// Unwrap gives the error behind the refusal.
func (r Refusal) Unwrap() error { return r.Cause }
