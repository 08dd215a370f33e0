package evidence

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/par"
)

// ReadText lists for a reader what was read of a document's file, page by page,
// by the same right as the file. Pages without words are left out; a file that
// has not been read has none.
func (s *Service) ReadText(ctx context.Context, actor par.Actor, id par.ID) ([]PageText, error) {
	var pages []PageText
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		d, _, err := s.readable(tx, actor, id)
		if err != nil {
			return err
		}
		pages, err = TextOf(tx, d.File.Hash)
		return err
	})
	return pages, err
}
