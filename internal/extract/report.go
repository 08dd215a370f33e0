package extract

import "parindex/internal/signature"

// Report is what was found in a file.
type Report struct {
	Pages      int      // of a PDF; 0 where there are none to count
	Text       []string // by page; a document without pages has one
	Scans      []int    // pages from 1 that have no text of their own
	Cut        bool     // there was more text than is kept
	Encrypted  bool     // it needs a password
	Fault      Fault    // why it could not be read; empty: it could
	Signatures []signature.Signature
	Memory     int64 // most bytes that the process held; 0: not known
}

// Fault says why a file could not be read.
type Fault string

// The faults of files.
const (
	Damaged Fault = "damaged" // it is not what it says it is, or not whole
	TooSlow Fault = "slow"    // reading it took longer than allowed
	TooBig  Fault = "big"     // reading it needed more than allowed, or broke the process
)

// The media types that can be read.
const (
	pdfType  = "application/pdf"
	docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// Limits of what is kept of one file.
const (
	mostPages = 5_000
	mostText  = 8 << 20  // bytes of all pages
	mostPage  = 64 << 10 // bytes of one page
)

// keep adds the text of a page as far as there is room.
func (r *Report) keep(text string, left *int) {
	text = cut(clean(text), min(mostPage, *left), &r.Cut)
	*left -= len(text)
	r.Text = append(r.Text, text)
}
