package evidence

import (
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

// The media types that may come in. Everything else is refused, by its name
// and by its content.
const (
	PDF  = "application/pdf"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	JPEG = "image/jpeg"
	PNG  = "image/png"
)

// endings says which ending a file name must have.
var endings = map[string]string{".pdf": PDF, ".docx": DOCX, ".xlsx": XLSX, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}

// Accept lists the endings for a file control of a form.
const Accept = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"

// allowed is how the types are named to people.
const allowed = "PDF, DOCX, XLSX, JPG, PNG"

// source is a file that has arrived whole.
type source interface {
	io.ReaderAt
}

// typeByName returns the media type that a file name promises.
func typeByName(name string) (string, error) {
	ending := strings.ToLower(path.Ext(name))
	media, ok := endings[ending]
	if !ok {
		return "", fileFault("evidence.file_ending", "ending", ending, "allowed", allowed)
	}
	return media, nil
}

// inspect looks into a file and returns its number of pages. What is not
// wholly of the promised type is refused.
func inspect(f source, size int64, media string) (pages int, err error) {
	if size == 0 {
		return 0, fileFault("evidence.file_empty")
	}
	if err := sniff(f, size, media); err != nil {
		return 0, err
	}
	switch media {
	case PDF:
		return inspectPDF(f, size)
	case DOCX, XLSX:
		return 0, inspectOffice(f, size, media)
	}
	return 0, inspectPicture(f, size, media)
}

// sniff compares the first bytes with what the name promises.
func sniff(f source, size int64, media string) error {
	found, err := mimetype.DetectReader(io.NewSectionReader(f, 0, min(size, 4096)))
	if err != nil {
		return unreadable(err)
	}
	for m := found; m != nil; m = m.Parent() {
		// Which office document an archive is, its list of types will tell.
		if m.Is(media) || m.Is("application/zip") && (media == DOCX || media == XLSX) {
			return nil
		}
	}
	return fileFault("evidence.file_mismatch", "promised", nameOf(media), "found", nameOf(found.String()))
}

// nameOf is how a media type is named to people.
func nameOf(media string) string {
	for _, known := range []struct{ media, name string }{{PDF, "PDF"}, {DOCX, "DOCX"}, {XLSX, "XLSX"}, {JPEG, "JPG"}, {PNG, "PNG"}} {
		if media == known.media {
			return known.name
		}
	}
	media, _, _ = strings.Cut(media, ";")
	return media
}

// fileFault is a refusal of the field "file".
func fileFault(key string, pairs ...any) error {
	return par.InvalidFields(map[string]par.Text{"file": par.T(key, pairs...)})
}

// unreadable refuses a file that is not whole, unless err is a refusal already.
func unreadable(err error) error {
	if _, ok := par.AsError(err); ok {
		return err
	}
	e := par.InvalidFields(map[string]par.Text{"file": par.T("evidence.file_broken")})
	return e.Because(err)
}

var errNotWhole = errors.New("the file is not whole")

// longestFileName is how many characters of a file name are kept.
const longestFileName = 150

// cleanName returns the last part of a file name without what could lead
// astray: folders, control characters, marks that turn text around.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(c rune) rune {
		if c < 0x20 || c == 0x7f || c >= 0x80 && c < 0xa0 || strings.ContainsRune("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff", c) {
			return -1
		}
		return c
	}, i18n.NFC(name))
	name = strings.TrimLeft(strings.TrimSpace(name), ".")
	ending := path.Ext(name)
	stem := []rune(strings.TrimSuffix(name, ending))
	if room := longestFileName - utf8.RuneCountInString(ending); len(stem) > room && room > 0 {
		stem = stem[:room]
	}
	return strings.TrimSpace(string(stem)) + ending
}

// Type is how the type of the file is named to people: PDF, DOCX, JPG.
func (f File) Type() string { return nameOf(f.Media) }
