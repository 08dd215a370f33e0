package evidence

import (
	"context"
	"io"

	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Document is one entry of a unit's library: what the paper is, and its file.
type Document struct {
	ID        par.ID
	UnitID    par.ID
	Number    string   // number and symbol, such as 214/QĐ-SYT; may be empty
	Kind      Kind     // what sort of paper it is
	IssuedOn  par.Date // may be empty
	Issuer    string   // the issuing body; may be empty
	Signer    string   // may be empty
	Summary   string   // what it says, in one sentence
	File      File
	BegunAt   par.Time // when the upload of its file began, by the server's clock
	CreatedAt par.Time
	CreatedBy par.ID
	Version   int64

	Security    Security
	EffectiveOn par.Date // from when it is in force; may be empty
	ExpiresOn   par.Date // its last day; may be empty
	Revision    int64    // which of its files this is, counted from 1
}

// Security says who may read a paper outside the procedure. Papers with a mark
// of a state secret must not be in the system at all.
type Security string

// The marks that a document may bear.
const (
	Open     Security = ""
	Internal Security = "internal"
)

// File is the stored file of a document.
type File struct {
	Name  string // as it was called when it came in
	Hash  string // SHA-256 of what is stored
	Size  int64  // bytes
	Media string // media type, one of the types in inspect.go
	Pages int    // of a PDF; 0 where they could not be counted
}

// Title is what a document is called in a list: its number or, without one,
// its summary.
func (d Document) Title() string {
	if d.Number != "" {
		return d.Number
	}
	return d.Summary
}

// Kind is the sort of a document.
type Kind string

// The kinds of documents.
const (
	Decision   Kind = "decision"
	Plan       Kind = "plan"
	ReportKind Kind = "report"
	Letter     Kind = "letter"
	Notice     Kind = "notice"
	Resolution Kind = "resolution"
	Directive  Kind = "directive"
	Proposal   Kind = "proposal"
	Minutes    Kind = "minutes"
	Regulation Kind = "regulation"
	Guidance   Kind = "guidance"
	Figures    Kind = "figures"
	Picture    Kind = "picture"
	OtherKind  Kind = "other"
)

// Kinds lists the kinds in the order in which they are offered.
func Kinds() []Kind {
	return []Kind{
		Decision, Plan, ReportKind, Letter, Notice, Resolution, Directive, Proposal, Minutes, Regulation, Guidance, Figures, Picture, OtherKind,
	}
}

// Use says that a dossier cites a document for a leaf.
type Use struct {
	ID         par.ID
	DossierID  par.ID
	Leaf       string
	DocumentID par.ID
	Page       int    // where the viewer opens; 0: at the beginning
	Section    string // điều, khoản, mục; may be empty
	Passage    string // the words that prove it, as they stand on the page; may be empty
	Revision   int64  // the file of the document that is cited, counted from 1
	AddedAt    par.Time
	AddedBy    par.ID
	Again      bool `json:",omitempty"` // it was cited already when this was asked for
}

// Citation is a use with its document.
type Citation struct {
	Use
	Document Document
}

// Limits bound what units may store, in bytes.
type Limits struct {
	File int64 // one file
	Unit int64 // all different files of one unit together
}

// DefaultLimits are 50 MB for a file and 10 GB for a unit.
func DefaultLimits() Limits { return Limits{File: 50 << 20, Unit: 10 << 30} }

// Placer describes a leaf of a dossier to the policy table. Package dossier
// has it; main hands it over.
type Placer func(tx *db.Tx, dossierID par.ID, leaf string) (policy.Resource, error)

// Service offers the use cases on evidence.
type Service struct {
	db       *db.DB
	files    *blob.Store
	limits   Limits
	place    Placer
	pictures chan struct{} // one picture at a time is drawn anew
	arriving turns
	reading  *Reading // nil: files wait to be read
}

// New makes the service.
func New(d *db.DB, files *blob.Store, limits Limits, place Placer) *Service {
	return &Service{db: d, files: files, limits: limits, place: place, pictures: make(chan struct{}, 1)}
}

// Limits returns the limits in force.
func (s *Service) Limits() Limits { return s.limits }

// Content is an opened file that is ready to be sent. The caller closes it.
type Content struct {
	File
	io.ReadSeekCloser
}

// lockPictures waits for the turn to draw a picture anew.
func (s *Service) lockPictures(ctx context.Context) (release func(), err error) {
	select {
	case s.pictures <- struct{}{}:
		return func() { <-s.pictures }, nil
	case <-ctx.Done():
		return nil, par.E(par.Unavailable, "error.unavailable").Because(ctx.Err())
	}
}
