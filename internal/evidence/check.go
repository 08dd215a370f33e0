package evidence

import (
	"context"
	"time"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/job"
	"parindex/internal/notice"
	"parindex/internal/par"
)

const (
	checkBytes = 512 << 20        // one run of CheckFiles reads about so much
	checkAgain = 24 * time.Hour   // after which a file is checked again
	lookAgain  = 15 * time.Minute // and one with an alarm
)

// CheckFiles reads the files again whose turn it is, the longest unchecked
// first, about so many bytes as one run may. It raises an alarm for each that
// is missing or changed, tells the administrators once, and takes the alarm
// back when the file is right again. A store that is away is no alarm: the job
// waits for it.
func (s *Service) CheckFiles(ctx context.Context) error {
	for left := int64(checkBytes); left > 0; {
		var files []due
		err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			files, err = listDue(tx)
			return err
		})
		if err != nil || len(files) == 0 {
			return err
		}
		found := map[string]Harm{}
		for _, f := range files {
			if left <= 0 || err != nil {
				break
			}
			left -= max(f.Size, 1)
			var harm Harm
			if harm, err = harmOfFile(s.files.Verify(ctx, f.Stored)); err == nil {
				found[f.Hash] = harm
			}
		}
		if err := s.noteChecked(ctx, found); err != nil {
			return err
		}
		if err != nil {
			return job.Await(err)
		}
	}
	return nil
}

// harmOfFile says what an error of reading a file means; one that says nothing
// of the file is returned.
func harmOfFile(err error) (Harm, error) {
	e, told := par.AsError(err)
	switch {
	case err == nil:
		return "", nil
	case par.Is(err, par.NotFound):
		return Missing, nil
	case told && e.Key == "blob.store_away":
		return "", err
	}
	return Damaged, nil // also what the disk cannot read
}

// noteChecked keeps what was found and tells the administrators what is new.
func (s *Service) noteChecked(ctx context.Context, found map[string]Harm) error {
	if len(found) == 0 {
		return nil
	}
	return s.db.Housekeep(ctx, func(tx *db.Tx) error {
		raised := 0
		for hash, harm := range found {
			before, err := alarmOf(tx, hash)
			if err != nil {
				return err
			}
			if harm != "" && before == "" {
				raised++
			}
			if err := markChecked(tx, hash, harm); err != nil {
				return err
			}
		}
		return tellAlarms(tx, raised)
	})
}

// tellAlarms tells every administrator that so many files more are harmed.
func tellAlarms(tx *db.Tx, raised int) error {
	if raised == 0 {
		return nil
	}
	admins, err := account.GrantsOf(tx, par.Admin)
	if err != nil {
		return err
	}
	told := map[par.ID]bool{}
	for _, held := range admins {
		if told[held.Person] {
			continue
		}
		told[held.Person] = true
		n := notice.Notice{
			Person: held.Person, Kind: notice.FilesDamaged, Link: "/jobs", Subject: string(tx.NewID()), By: par.Program().Person,
			Args: map[string]string{"count": notice.Count(raised)},
		}
		if err := notice.Post(tx, n); err != nil {
			return err
		}
	}
	return nil
}
