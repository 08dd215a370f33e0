package criteria

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"

	"parindex/internal/criteria/samples"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Samples names the sample sets that ship with the program.
func Samples() []string { return samples.Names() }

// TakeSample stores one of the sample sets that ship with the program. One
// that is already the newest edition of its set is not stored again.
func (s *Service) TakeSample(ctx context.Context, actor par.Actor, name string, key db.Key) (Edition, error) {
	if err := s.mayEdit(ctx, actor); err != nil {
		return Edition{}, err
	}
	e, err := readSample(name)
	if err != nil {
		return e, err
	}
	present, err := s.newestLike(ctx, actor, e)
	if err != nil || present.ID != "" {
		return present, err
	}
	return s.SaveEdition(ctx, actor, e, key)
}

func readSample(name string) (Edition, error) {
	raw, err := samples.Read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Edition{}, par.E(par.NotFound, "error.not_found").Because(err)
	}
	if err != nil {
		return Edition{}, err
	}
	return ReadJSON(raw)
}

// newestLike finds the newest edition of a set if its content is that of e.
func (s *Service) newestLike(ctx context.Context, actor par.Actor, e Edition) (Edition, error) {
	var found Edition
	guides, err := json.Marshal(e.Guides)
	if err != nil {
		return found, err
	}
	hash := hashOf(e.Set.JSON(), guides)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := tx.Check(actor, policy.EditCriteria, policy.Resource{}); err != nil {
			return err
		}
		newest, err := Newest(tx, e.Code)
		if err == nil && newest.Hash == hash {
			found = newest
		}
		if par.Is(err, par.NotFound) {
			return nil
		}
		return err
	})
	return found, err
}
