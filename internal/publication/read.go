package publication

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/result"
	"parindex/internal/round"
)

// Results is a publication with what it says.
type Results struct {
	Publication
	Results   []*result.Block // shared with other readers: not to be changed
	Texts     []Announcement
	NewerID   par.ID // the public publication that came after this one; empty: none
	OlderID   par.ID // the public one that this one replaces; empty: none
	OlderName int    // number of the older one
}

// ListPublic lists what is public, the latest year first. Of each round the
// publication released last stands first.
func (s *Service) ListPublic(ctx context.Context, actor par.Actor) ([]Publication, error) {
	var all []Publication
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ReadPublic, policy.Resource{}); err != nil {
			return err
		}
		all, err = Released(tx)
		return err
	})
	return all, err
}

// PublicHead finds a released publication without its contents.
func (s *Service) PublicHead(ctx context.Context, actor par.Actor, id par.ID) (Results, error) {
	var r Results
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		r, err = publicHead(tx, actor, id)
		return err
	})
	return r, err
}

// PublicResults finds a released publication with all its blocks.
func (s *Service) PublicResults(ctx context.Context, actor par.Actor, id par.ID) (Results, error) {
	var r Results
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if r, err = publicHead(tx, actor, id); err != nil {
			return err
		}
		return s.fill(tx, &r)
	})
	return r, err
}

// PublicUnit finds one unit of a released publication with its block.
func (s *Service) PublicUnit(ctx context.Context, actor par.Actor, id par.ID, block, unit string) (UnitResult, error) {
	var u UnitResult
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := publicHead(tx, actor, id)
		if err != nil {
			return err
		}
		u.Publication = &r
		if u.Block, err = s.block(tx, id, block); err != nil {
			return err
		}
		return u.find(unit)
	})
	return u, err
}

// publicHead finds a publication for anyone; what is not released does not exist.
func publicHead(tx *db.Tx, actor par.Actor, id par.ID) (Results, error) {
	var r Results
	if _, err := tx.Check(actor, policy.ReadPublic, policy.Resource{}); err != nil {
		return r, err
	}
	var err error
	if r.Publication, err = ByID(tx, id); err != nil {
		return r, err
	}
	if !r.Released() {
		return r, par.E(par.NotFound, "error.not_found")
	}
	return r, r.neighbours(tx)
}

// neighbours finds the public publications before and after this one.
func (r *Results) neighbours(tx *db.Tx) error {
	all, err := OfRound(tx, r.RoundID)
	if err != nil {
		return err
	}
	for _, p := range all {
		switch {
		case !p.Released():
		case p.Number > r.Number && r.NewerID == "":
			r.NewerID = p.ID
		case p.Number < r.Number && r.OlderID == "":
			r.OlderID, r.OlderName = p.ID, p.Number
		}
	}
	return nil
}

func (s *Service) fill(tx *db.Tx, r *Results) error {
	for _, b := range r.Blocks {
		block, err := s.block(tx, r.ID, b.Code)
		if err != nil {
			return err
		}
		r.Results = append(r.Results, block)
	}
	var err error
	r.Texts, err = Announcements(tx, r.ID)
	return err
}

// PublicFile returns the frozen bytes of a released publication: its manifest,
// and of each block the bundle and the result.
func (s *Service) PublicFile(ctx context.Context, actor par.Actor, id par.ID) (Archive, error) {
	var a Archive
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		head, err := publicHead(tx, actor, id)
		if err != nil {
			return err
		}
		a.Publication = head.Publication
		contents, err := db.List(tx, scanContent, selectContents, id)
		if err != nil {
			return err
		}
		for _, c := range contents {
			a.Files = append(a.Files, BlockFile{c.Code, c.Name, c.Bundle, c.Result})
		}
		a.Manifest, err = manifestOf(a.Publication, contents).Bytes()
		return err
	})
	return a, err
}

// Archive is what a publication was frozen as.
type Archive struct {
	Publication Publication
	Manifest    []byte
	Files       []BlockFile
}

// BlockFile is one block of an archive.
type BlockFile struct {
	Block, Name string
	Bundle      string // parindex.bundle/1
	Result      string // parindex.result/1
}

// Decisions lists the decisions on a round for the staff, the latest first.
func (s *Service) Decisions(ctx context.Context, actor par.Actor, roundID par.ID) ([]Publication, error) {
	var all []Publication
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ReadPublication, policy.Resource{Round: roundID}); err != nil {
			return err
		}
		all, err = OfRound(tx, roundID)
		return err
	})
	return all, err
}

// Staff is a publication as those see it who prepare and release it.
type Staff struct {
	Results
	Round       round.Round
	Latest      bool // no later decision replaces it
	MayPublish  error
	MayAnnounce error
	MayDecide   error
	Now         par.Time
}

// Publication finds a publication, public or not, for the staff.
func (s *Service) Publication(ctx context.Context, actor par.Actor, id par.ID) (Staff, error) {
	var v Staff
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v.Now = tx.Now()
		if v.Publication, err = ByID(tx, id); err != nil {
			return err
		}
		if v.Round, err = round.ByID(tx, v.RoundID); err != nil {
			return err
		}
		about := resource(v.Round, v.Publication)
		if _, err = tx.Check(actor, policy.ReadPublication, about); err != nil {
			return err
		}
		_, v.MayPublish = policy.Check(actor, policy.PublishResult, about, v.Now)
		_, v.MayAnnounce = policy.Check(actor, policy.EditAnnouncement, about, v.Now)
		_, v.MayDecide = policy.Check(actor, policy.DecideResult, v.Round.Resource(), v.Now)
		decisions, err := OfRound(tx, v.RoundID)
		if err != nil {
			return err
		}
		v.Latest = decisions[0].ID == id
		if err := v.neighbours(tx); err != nil {
			return err
		}
		return s.fill(tx, &v.Results)
	})
	return v, err
}
