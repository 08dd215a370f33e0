package demo

import (
	"context"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/round"
)

// decide freezes the result of a round as it stands.
func (s *stage) decide(ctx context.Context, by par.Actor, r round.Round) (par.ID, error) {
	var events int64
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		events, err = dossier.LastEventOf(tx, r.ID)
		return err
	})
	if err != nil {
		return "", err
	}
	id, err := s.Publications.DecideResult(ctx, by, publication.Decision{Round: r.ID, Version: r.Version, Events: events}, s.key())
	if err != nil {
		return "", fmt.Errorf("decide %s: %w", r.Code, err)
	}
	return id, nil
}

// publish makes a decided result public.
func (s *stage) publish(ctx context.Context, by par.Actor, id par.ID) error {
	if err := s.Publications.PublishResult(ctx, by, id, s.key()); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return nil
}
