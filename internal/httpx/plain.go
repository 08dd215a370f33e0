package httpx

import (
	"io"
	"net/http"
	"time"

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

// Stream is a download whose bytes are made while they are sent. Where making
// them fails, the line breaks, so that nobody takes half of it for the whole.
type Stream struct {
	Name  string
	Type  string
	Write func(w io.Writer) error
}

func (s Stream) send(w http.ResponseWriter, _ *Request) error {
	h := w.Header()
	h.Set("Content-Type", s.Type)
	h.Set("Content-Disposition", disposition(s.Name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-store")
	w.WriteHeader(http.StatusOK)
	if err := s.Write(w); err != nil {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Unix(1, 0)) // long past; where there is no line, none breaks
		return ignoreGone(err)
	}
	return nil
}
