// Package publication owns decided results: frozen when they are decided,
// public when another person releases them, never changed. A correction is a
// new publication that names the old one. Every reader goes by the id of a
// publication. It must not know pages or file formats. Start with DecideResult
// in decide.go; manifest.go says what the hash covers.
package publication

import (
	"parindex/internal/db"
	"parindex/internal/par"
)

// Publication is one decided result of a round.
type Publication struct {
	ID            par.ID
	RoundID       par.ID
	Round         string // the round's code
	Number        int    // 1 for the round's first decision
	Year          int
	Title         string
	DemoNote      string // not empty: figures are invented, and every page says so
	Hash          string // SHA-256 of the manifest
	EventsTo      int64  // the latest score event that the result includes
	PolicyVersion string
	Replaces      par.ID // the decision before this one
	Reason        string // why there is a new one
	DecidedBy     par.ID
	DecidedName   string
	DecidedAt     par.Time
	PublishedBy   par.ID
	PublishedName string
	PublishedAt   par.Time // zero: not public
	Blocks        []Block
}

// Block is one block of a publication without its contents.
type Block struct {
	Code       string
	Name       string
	Position   int
	Hash       string // SHA-256 of the bundle
	BundleSize int64  // in bytes
}

// Released tells whether the publication is public.
func (p Publication) Released() bool { return p.PublishedAt != 0 }

// Block finds a block by its code.
func (p Publication) Block(code string) (Block, bool) {
	for _, b := range p.Blocks {
		if b.Code == code {
			return b, true
		}
	}
	return Block{}, false
}

// Short is the beginning of the hash, as it stands in names of files.
func (p Publication) Short() string { return p.Hash[:12] }

// Service offers the use cases on publications.
type Service struct {
	db     *db.DB
	blocks *shelf
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{d, &shelf{}} }

func subject(id par.ID) db.Subject { return db.Subject{Kind: "publication", ID: string(id)} }
