package evidence

import (
	"context"

	"parindex/internal/blob"
	"parindex/internal/db"
)

// VerifyFiles reads every stored file again and calls report for each that is
// missing or no longer what its row says. It returns the number of files.
func VerifyFiles(ctx context.Context, d *db.DB, files *blob.Store, report func(hash string, err error)) (int, error) {
	after, count := "", 0
	for {
		var rows []blob.Stored
		err := d.Read(ctx, func(tx *db.Tx) (err error) {
			rows, err = db.List(tx, scanStored, selectFiles, after)
			return err
		})
		if err != nil || len(rows) == 0 {
			return count, err
		}
		for _, stored := range rows {
			if err := files.Verify(ctx, stored); err != nil {
				report(stored.Hash, err)
			}
			after = stored.Hash
			count++
		}
	}
}
