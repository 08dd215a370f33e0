package evidence

import (
	"parindex/internal/extract"
	"parindex/internal/par"
	"parindex/internal/signature"
)

// FileFact is what has been found out about a stored file, whatever documents
// it belongs to.
type FileFact struct {
	Hash    string
	State   ReadState
	Virus   VirusState
	Facts   Facts
	Tries   int64 // how often reading has failed
	ReadAt  par.Time
	Version int64
}

// ReadState is how far the reading of a file has come.
type ReadState string

// The states of reading. A file that failed is one that the machine could not
// read; what is at fault with the file itself stands in its facts.
const (
	Unread     ReadState = "waiting"
	Read       ReadState = "read"
	ReadFailed ReadState = "failed"
)

// VirusState is what the scanner, or an administrator after it, says of a file.
type VirusState string

// The states of a file before the scanner. A file in which something was found
// is opened by nobody until an administrator has released it.
const (
	Unscanned VirusState = "unscanned"
	Clean     VirusState = "clean"
	Infected  VirusState = "found"
	Released  VirusState = "released"
	Removed   VirusState = "removed"
)

// Quarantined tells whether the file must not be opened.
func (v VirusState) Quarantined() bool { return v == Infected || v == Removed }

// Facts are what a file says by itself.
type Facts struct {
	Pages      int                   `json:"pages,omitempty"`      // of a PDF
	TextLayer  bool                  `json:"text_layer,omitempty"` // some page has a text of its own
	Empty      bool                  `json:"empty,omitempty"`      // there are no words in it, also not in its pictures
	Scans      int                   `json:"scans,omitempty"`      // pages without a text of their own
	Pictures   []int                 `json:"pictures,omitempty"`   // pages whose pictures are still to be read
	OCR        OCRState              `json:"ocr,omitempty"`
	Cut        bool                  `json:"cut,omitempty"` // there was more text than is kept
	Encrypted  bool                  `json:"encrypted,omitempty"`
	Fault      extract.Fault         `json:"fault,omitempty"` // why it could not be read
	Signatures []signature.Signature `json:"signatures,omitempty"`
	Rooted     bool                  `json:"rooted,omitempty"` // signatures were held against configured roots
	Threat     string                `json:"threat,omitempty"` // what the scanner calls what it found
}

// OCRState is how far the reading of the pictures of pages has come.
type OCRState string

// The states of reading pictures.
const (
	NoOCR      OCRState = ""        // there is no picture to read
	OCRWaiting OCRState = "waiting" // behind the pages it goes on
	OCRDone    OCRState = "done"
	OCRMissing OCRState = "missing" // no program that reads pictures is installed
)

// PageText is the text of one page as it was read.
type PageText struct {
	Hash   string
	Page   int // from 1
	Source TextSource
	Body   string
}

// TextSource says where the text of a page comes from.
type TextSource string

// The sources of text.
const (
	OwnText TextSource = "text"
	OCRText TextSource = "ocr"
)
