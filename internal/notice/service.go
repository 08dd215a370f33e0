package notice

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Service holds the use cases of a reader of his own notices.
type Service struct{ db *db.DB }

// New makes the use cases.
func New(d *db.DB) *Service { return &Service{d} }

// PageSize is how many notices one page shows.
const PageSize = 50

// Inbox is one page of a person's notices, those not yet opened first.
type Inbox struct {
	List   []Notice
	Total  int64 // of all pages
	Unread int64
	Page   int
}

// own asks the table about one's own notices.
func own(tx *db.Tx, actor par.Actor, action policy.Action) (policy.Permit, error) {
	return tx.Check(actor, action, policy.Resource{Person: actor.Person})
}

// ListNotices lists the actor's own notices. Kind narrows them; empty: all.
func (s *Service) ListNotices(ctx context.Context, actor par.Actor, kind Kind, page int) (Inbox, error) {
	in := Inbox{Page: max(page, 1)}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = own(tx, actor, policy.ReadNotices); err != nil {
			return err
		}
		if in.Unread, err = unread(tx, actor.Person); err != nil {
			return err
		}
		if in.Total, err = db.One(tx, db.Value[int64], countOwn, actor.Person, kind); err != nil {
			return err
		}
		in.List, err = db.List(tx, scan, selectOwn, actor.Person, kind, PageSize, (in.Page-1)*PageSize)
		return err
	})
	return in, err
}

// AllNotices lists the actor's own notices for a file, up to 5000.
func (s *Service) AllNotices(ctx context.Context, actor par.Actor, kind Kind) (all []Notice, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = own(tx, actor, policy.ReadNotices); err != nil {
			return err
		}
		all, err = db.List(tx, scan, selectOwn, actor.Person, kind, 5000, 0)
		return err
	})
	return all, err
}

// CountUnread counts the actor's own notices that he has not opened.
func (s *Service) CountUnread(ctx context.Context, actor par.Actor) (n int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = own(tx, actor, policy.ReadNotices); err != nil {
			return err
		}
		n, err = unread(tx, actor.Person)
		return err
	})
	return n, err
}

func unread(tx *db.Tx, person par.ID) (int64, error) {
	return db.One(tx, db.Value[int64], countUnread, person)
}

// OpenNotice returns one of the actor's own notices and keeps when it was
// opened first. Another's does not exist.
func (s *Service) OpenNotice(ctx context.Context, actor par.Actor, id par.ID) (n Notice, err error) {
	err = s.db.Housekeep(ctx, func(tx *db.Tx) (err error) {
		if _, err = own(tx, actor, policy.ReadNotices); err != nil {
			return err
		}
		if n, err = db.One(tx, scan, selectNotice, id, actor.Person); err != nil || n.OpenedAt != 0 {
			return err
		}
		_, err = tx.Exec(openNotice, id, actor.Person, tx.Now())
		return err
	})
	return n, err
}

// OpenNotices keeps that the actor has seen these of his own notices.
func (s *Service) OpenNotices(ctx context.Context, actor par.Actor, list []Notice) error {
	var ids []par.ID
	for _, n := range list {
		if n.OpenedAt == 0 {
			ids = append(ids, n.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return s.db.Housekeep(ctx, func(tx *db.Tx) error {
		if _, err := own(tx, actor, policy.ReadNotices); err != nil {
			return err
		}
		marks, args := db.In([]any{actor.Person, tx.Now()}, ids)
		_, err := tx.Exec(openSome+marks+")", args...)
		return err
	})
}
