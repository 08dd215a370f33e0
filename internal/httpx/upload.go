package httpx

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"parindex/internal/par"
)

// Arriving is the file of an upload, to be read once. Content is nil where no
// file was chosen.
type Arriving struct {
	Name    string
	Content io.Reader
}

// Upload reads the fields of an upload up to its file, which the form must
// send last, and puts them into the form. The handler streams the file itself
// and bounds it by limit. A body of more than twice the limit is cut off; one
// that is a little too large is read to its end, so that its sender hears why.
// The route must be one with an UploadBody.
func (r *Request) Upload(field string, limit int64) (Arriving, error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/x-www-form-urlencoded" {
		return Arriving{}, r.readForm()
	}
	r.Body = http.MaxBytesReader(r.response, r.Body, 2*limit+MaxBody)
	parts, err := r.MultipartReader()
	if err != nil {
		return Arriving{}, par.E(par.Invalid, "error.malformed").Because(err)
	}
	left := int64(MaxBody)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return Arriving{}, r.checkFields()
		}
		if err != nil {
			return Arriving{}, brokenUpload(err)
		}
		if part.FormName() == field {
			return arriving(part), r.checkFields()
		}
		value, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return Arriving{}, brokenUpload(err)
		}
		if left -= int64(len(value)) + 100; left < 0 {
			return Arriving{}, par.E(par.TooLarge, "error.too_large", "limit", MaxBody>>20)
		}
		r.Form.Add(part.FormName(), string(value))
	}
}

// readForm reads an upload whose file was sent before: it has fields alone.
func (r *Request) readForm() error {
	r.Form = nil
	if err := readBody(Route{}, r); err != nil {
		return err
	}
	return r.checkFields()
}

// checkFields refuses what is no text, and an upload whose form was drawn for
// somebody else.
func (r *Request) checkFields() error {
	if r.another() {
		return anotherPerson()
	}
	return checkForm(r.Form)
}

func arriving(part *multipart.Part) Arriving {
	name := part.FileName()
	if name == "" {
		return Arriving{}
	}
	return Arriving{Name: name, Content: limited{part}}
}

// limited says in our words that an upload is too large.
type limited struct{ io.Reader }

func (l limited) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, brokenUpload(err)
	}
	return n, err
}

func brokenUpload(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return par.E(par.TooLarge, "error.too_large", "limit", int(large.Limit>>20)).Because(err)
	}
	return par.E(par.Invalid, "error.upload_broken").Because(err)
}

// Drain reads what is left of a refused upload, within its limit, so that the
// sender hears the answer instead of a broken connection.
func (r *Request) Drain() {
	_, _ = io.Copy(io.Discard, r.Body) // what cannot be read need not be
}
