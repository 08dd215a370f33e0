package evidence

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"regexp"
	"strconv"
)

// A PDF is looked through for its page tree and never interpreted: no script,
// no reference and no attachment of it does anything on the server.
const (
	pdfWindow    = 1 << 20  // bytes looked through at once
	pdfOverlap   = 64 << 10 // bytes looked at twice, so that nothing falls between
	pdfObject    = 8 << 20  // most bytes of one packed stream of objects
	pdfAttempt   = 4 << 10  // what opening a packed stream counts, however small it is
	pdfObjects   = 64 << 20 // most bytes of all of them
	mostPages    = 100_000  // more is taken for a broken count
	mostPDFTrees = 5_000    // page trees looked at
)

var (
	pdfPages  = regexp.MustCompile(`/Type\s*/Pages\b`)
	pdfPacked = regexp.MustCompile(`/Type\s*/ObjStm\b`)
	pdfCount  = regexp.MustCompile(`/Count\s+(\d{1,7})\b`)
	pdfSecret = regexp.MustCompile(`/Encrypt\b`)
	pdfStream = regexp.MustCompile(`stream\r?\n`)
)

// inspectPDF checks the frame of a PDF and counts its pages; 0 means that
// they cannot be counted, for instance because they are encrypted.
func inspectPDF(f source, size int64) (int, error) {
	if err := pdfFrame(f, size); err != nil {
		return 0, err
	}
	c := pdfCounter{file: f, size: size, budget: pdfObjects}
	if err := c.run(); err != nil {
		return 0, unreadable(err)
	}
	if c.trees == 0 && !c.secret {
		return 0, fileFault("evidence.pdf_no_pages")
	}
	return c.pages, nil
}

// pdfFrame asks that the file begins and ends as a PDF, and is no archive besides.
func pdfFrame(f source, size int64) error {
	head := make([]byte, 5)
	if _, err := f.ReadAt(head, 0); err != nil || string(head) != "%PDF-" {
		return fileFault("evidence.pdf_head")
	}
	tail := make([]byte, min(size, 2048))
	if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil {
		return unreadable(err)
	}
	end := bytes.LastIndex(tail, []byte("%%EOF"))
	if end < 0 {
		return fileFault("evidence.pdf_cut")
	}
	if rest := bytes.Trim(tail[end+5:], " \t\r\n\f\x00"); len(rest) > 0 {
		return fileFault("evidence.file_foreign")
	}
	if _, err := zip.NewReader(f, size); err == nil {
		return fileFault("evidence.file_foreign")
	}
	return nil
}

// pdfCounter finds the largest page tree of a PDF.
type pdfCounter struct {
	file   source
	size   int64
	budget int64 // bytes that packed objects may still yield
	trees  int
	pages  int
	secret bool
}

// run goes over the file in windows that overlap.
func (c *pdfCounter) run() error {
	window := make([]byte, pdfWindow)
	for at := int64(0); at < c.size; at += pdfWindow - 2*pdfOverlap {
		n, err := c.file.ReadAt(window, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		c.look(window[:n], at)
		if at+int64(n) >= c.size {
			return nil
		}
	}
	return nil
}

// look notes the page trees of a window and opens its packed objects. Where
// two windows overlap a thing may be seen twice, which changes no maximum.
func (c *pdfCounter) look(window []byte, at int64) {
	c.secret = c.secret || pdfSecret.Match(window)
	c.count(window)
	for _, hit := range pdfPacked.FindAllIndex(window, -1) {
		begin := pdfStream.FindIndex(window[hit[1]:min(len(window), hit[1]+4096)])
		if begin != nil {
			c.unpack(at + int64(hit[1]+begin[1]))
		}
	}
}

// unpack looks into one stream of objects. A stream that is not packed in the
// usual way is passed over.
func (c *pdfCounter) unpack(at int64) {
	if c.budget -= pdfAttempt; c.budget <= 0 {
		return
	}
	packed, err := zlib.NewReader(io.NewSectionReader(c.file, at, c.size-at))
	if err != nil {
		return
	}
	defer packed.Close()
	objects, _ := io.ReadAll(io.LimitReader(packed, min(pdfObject, c.budget))) // what could be read is looked at
	c.budget -= int64(len(objects))
	c.count(objects)
}

// count takes the numbers of pages out of the page trees in a text.
func (c *pdfCounter) count(text []byte) {
	for _, hit := range pdfPages.FindAllIndex(text, -1) {
		if c.trees++; c.trees > mostPDFTrees {
			return
		}
		m := pdfCount.FindSubmatch(dictionary(text, hit[0]))
		if m == nil {
			continue
		}
		if n, err := strconv.Atoi(string(m[1])); err == nil && n <= mostPages {
			c.pages = max(c.pages, n)
		}
	}
}

// dictionary returns what stands between the << and >> around a place.
func dictionary(text []byte, at int) []byte {
	begin, end := max(0, at-pdfOverlap), min(len(text), at+pdfOverlap)
	depth, from := 0, begin
	for i := at - 1; i > begin; i-- {
		switch string(text[i-1 : i+1]) {
		case ">>":
			depth++
			i--
		case "<<":
			depth--
			i--
		}
		if depth < 0 {
			from = i
			break
		}
	}
	depth = 0
	for i := at; i+1 < end; i++ {
		switch string(text[i : i+2]) {
		case "<<":
			depth++
			i++
		case ">>":
			depth--
			i++
		}
		if depth < 0 {
			return text[from:i]
		}
	}
	return text[from:end]
}
