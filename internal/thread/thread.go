// Package thread owns what people say to each other about a leaf of a dossier:
// remarks, who may read them, whom they name, and whether what was asked is
// settled.
//
// It must not know marks or explanations, and nothing here changes a score.
// Who may read a thread is for the policy table to say, for each reader anew:
// start with reader.go, then say.go.
package thread

import (
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Remark is one thing that was said. The first of a thread carries for whom the
// thread is, and whether it is settled.
type Remark struct {
	ID         par.ID
	DossierID  par.ID
	Leaf       string
	ThreadID   par.ID // empty: it begins a thread
	Audience   par.Audience
	Body       string
	Author     par.ID
	WrittenAt  par.Time
	ResolvedBy par.ID
	ResolvedAt par.Time // zero: open
	Version    int64    // of a first remark: each reply and each settling makes a new one
}

// Thread is a first remark with the replies to it, the oldest first.
type Thread struct {
	Remark
	Replies []Remark
	Named   map[par.ID][]par.ID // whom each remark names
	MaySay  bool                // the reader may reply, settle and reopen
}

// Open tells whether the thread waits for an answer.
func (t Thread) Open() bool { return t.ResolvedAt == 0 }

// Person is somebody who may be named in a remark.
type Person struct {
	ID   par.ID
	Name string
}

// View is all that a reader may see of what is said about a leaf. Nothing in it
// depends on the threads that he may not see.
type View struct {
	dossier.Place
	Leaf    *score.Node
	Threads []Thread // the open ones first, then the latest first
	May     []par.Audience
	People  map[par.Audience][]Person // whom he may name, by audience, without himself
	Names   map[par.ID]string
	Sheet   bool // he may open the sheet
	Item    bool // he may open the leaf to appraise it
}

// Open counts the threads that wait for an answer.
func (v View) Open() int {
	n := 0
	for _, t := range v.Threads {
		if t.Open() {
			n++
		}
	}
	return n
}

// Service holds the use cases.
type Service struct{ db *db.DB }

// New makes the use cases.
func New(d *db.DB) *Service { return &Service{d} }
