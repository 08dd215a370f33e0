package evidence

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/unit"
)

// pageSize is how many documents a page of a library lists.
const pageSize = 50

// Library is a page of the documents of a unit.
type Library struct {
	Unit    unit.Unit
	Others  []unit.Unit // whose libraries the reader keeps too
	Entries []Entry
	Total   int // of all pages
	Page    int // from 1
	Pages   int // at least 1
	CanAdd  bool
	Stored  int64 // bytes
	Counts  Counts
	More    bool // more were found than are weighed
}

// ListDocuments lists a page of a unit's library for those who work for the unit.
func (s *Service) ListDocuments(ctx context.Context, actor par.Actor, owner par.ID, q Query) (Library, error) {
	var l Library
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		resource := policy.Resource{Unit: owner}
		if _, err := tx.Check(actor, policy.ReadEvidence, resource); err != nil {
			return err
		}
		_, refused := policy.Check(actor, policy.AddEvidence, resource, tx.Now())
		if l, err = ListLibrary(tx, owner, q); err != nil {
			return err
		}
		l.CanAdd = refused == nil
		for _, id := range actor.Units(par.Officer) {
			if id == owner {
				continue
			}
			other, err := unit.ByID(tx, id)
			if err != nil {
				return err
			}
			l.Others = append(l.Others, other)
		}
		return nil
	})
	return l, err
}

// ListLibrary is ListDocuments within a transaction. Whoever calls it asks the
// policy table himself.
func ListLibrary(tx *db.Tx, owner par.ID, q Query) (Library, error) {
	var l Library
	var err error
	if l.Unit, err = unit.ByID(tx, owner); err != nil {
		return l, err
	}
	if l.Stored, err = storedBy(tx, owner, ""); err != nil {
		return l, err
	}
	lastYear, err := yearBefore(tx, owner)
	if err != nil {
		return l, err
	}
	return l, l.fill(tx, Scope{Unit: owner}, q, lastYear)
}

// ListCited lists a page of the documents that are cited within a reach.
// Whoever calls it has asked the policy table for every part of the reach.
func ListCited(tx *db.Tx, reach []Reach, q Query) (Library, error) {
	var l Library
	return l, l.fill(tx, Scope{Reach: reach}, q, 0)
}

// fill looks for the documents that are wanted and loads a page of them.
func (l *Library) fill(tx *db.Tx, scope Scope, q Query, lastYear int) error {
	all, more, err := look(tx, scope, q.Text, lastYear)
	if err != nil {
		return err
	}
	wanted, counts := narrow(all, q.Narrow, i18n.DayOf(tx.Now()))
	l.Counts, l.More, l.Total = counts, more, len(wanted)
	l.Pages = max(1, (l.Total+pageSize-1)/pageSize)
	l.Page = min(max(q.Page, 1), 10_000)
	from := min((l.Page-1)*pageSize, l.Total)
	if l.Entries, err = entriesOf(tx, wanted[from:min(from+pageSize, l.Total)]); err != nil {
		return err
	}
	if err := findUses(tx, l.Entries); err != nil {
		return err
	}
	return findPassages(tx, l.Entries, Ask(q.Text))
}

// Details is a document as its reader may see it.
type Details struct {
	Document
	Uses      []Use // as far as the reader may see them
	Findings  []Finding
	CanEdit   bool
	CanSettle bool       // the findings, for the unit
	Locked    *par.Error // why what is typed may not change, for those who could
}

// ReadDocument finds a document for a reader. Those who work for the unit see
// it always; others only through a use in an area that they may read.
func (s *Service) ReadDocument(ctx context.Context, actor par.Actor, id par.ID) (Details, error) {
	var v Details
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v.Document, v.Uses, err = s.readable(tx, actor, id)
		if err != nil {
			return err
		}
		side := ForJudges
		if actor.Belongs(v.UnitID) {
			side = ForUnit
		}
		found, err := FindingsOf(tx, []Document{v.Document}, side)
		if err != nil {
			return err
		}
		v.Findings = found[id]
		_, refused := policy.Check(actor, policy.AnswerFinding, policy.Resource{Unit: v.UnitID}, tx.Now())
		v.CanSettle = refused == nil
		if _, refused := policy.Check(actor, policy.AddEvidence, policy.Resource{Unit: v.UnitID}, tx.Now()); refused != nil {
			return nil
		}
		v.Locked, err = s.locked(tx, actor, id)
		v.CanEdit = v.Locked == nil && err == nil
		return err
	})
	return v, err
}

// OpenFile opens the file of a document for a reader, by the same right. The
// caller closes it.
func (s *Service) OpenFile(ctx context.Context, actor par.Actor, id par.ID) (Content, error) {
	var d Document
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if d, _, err = s.readable(tx, actor, id); err != nil {
			return err
		}
		return openable(tx, d.File.Hash)
	})
	if err != nil {
		return Content{}, err
	}
	f, err := s.files.Open(ctx, d.File.Hash)
	if par.Is(err, par.NotFound) {
		// The row says that it is there: this is damage, not a wrong address.
		return Content{}, par.E(par.Internal, "blob.damaged").Because(err)
	}
	return Content{File: d.File, ReadSeekCloser: f}, err
}

// readable finds a document with those of its uses that the reader may see. To
// someone who may see neither it does not exist.
func (s *Service) readable(tx *db.Tx, actor par.Actor, id par.ID) (Document, []Use, error) {
	policy.Note(tx.Context(), policy.ReadEvidence)
	d, err := ByID(tx, id)
	if err != nil {
		return Document{}, nil, err
	}
	uses, err := ListUsesOf(tx, id)
	if err != nil {
		return Document{}, nil, err
	}
	if _, refused := tx.Check(actor, policy.ReadEvidence, policy.Resource{Unit: d.UnitID}); refused == nil {
		return d, uses, nil
	}
	var seen []Use
	for _, u := range uses {
		resource, err := s.place(tx, u.DossierID, u.Leaf)
		if err != nil {
			return Document{}, nil, err
		}
		if _, refused := tx.Check(actor, policy.ReadEvidence, resource); refused == nil {
			seen = append(seen, u)
		}
	}
	if len(seen) == 0 {
		return Document{}, nil, par.E(par.NotFound, "error.not_found")
	}
	return d, seen, nil
}
