package evidence

import (
	"context"

	"parindex/internal/blob"
	"parindex/internal/db"
)

// VerifyFiles reads every stored file again and calls report for each that is
// missing or no longer what its row says. It returns the number of files. A
// store that is away ends it: that says nothing of the files.
func VerifyFiles(ctx context.Context, d *db.DB, files *blob.Store, report func(hash string, err error)) (int, error) {
	count := 0
	err := EachFile(ctx, d, func(stored blob.Stored) error {
		err := files.Verify(ctx, stored)
		if _, away := harmOfFile(err); away != nil {
			return away
		}
		if err != nil {
			report(stored.Hash, err)
		}
		count++
		return nil
	})
	return count, err
}

// EachFile calls do for each file that a row names, until it returns an error.
func EachFile(ctx context.Context, d *db.DB, do func(blob.Stored) error) error {
	after := ""
	for {
		var rows []blob.Stored
		err := d.Read(ctx, func(tx *db.Tx) (err error) {
			rows, err = db.List(tx, scanStored, selectFiles, after)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, stored := range rows {
			if err := do(stored); err != nil {
				return err
			}
			after = stored.Hash
		}
	}
}
