package result

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// Service offers the use cases on results.
type Service struct {
	db        *db.DB
	published Published
}

// New makes the service.
func New(d *db.DB, published Published) *Service { return &Service{d, published} }

// Overview is the result of a round as it stands now.
type Overview struct {
	Round  round.Round
	Blocks []Block
}

// Provisional computes the result of every block of a round from what stands
// in the database now. Nothing of it is decided.
func (s *Service) Provisional(ctx context.Context, actor par.Actor, roundID par.ID) (Overview, error) {
	var o Overview
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if o.Round, err = round.ByID(tx, roundID); err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.ReadResult, o.Round.Resource()); err != nil {
			return err
		}
		all, err := ComputeAll(tx, o.Round, s.published)
		for _, one := range all {
			o.Blocks = append(o.Blocks, one.Block)
		}
		return err
	})
	return o, err
}
