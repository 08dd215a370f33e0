package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"parindex/internal/clamd"
	"parindex/internal/db"
	"parindex/internal/extract"
	"parindex/internal/job"
)

// Reading is what files are read with, behind the pages.
type Reading struct {
	Reader  extract.Reader
	Engine  string         // program that reads pictures of pages; empty: none is installed
	Scanner *clamd.Scanner // nil: files are not scanned
}

// ReadWith says what files are read with. Without it they wait.
func (s *Service) ReadWith(r Reading) { s.reading = &r }

// mostTries is after how many failures of the machine a file is given up.
const mostTries = 3

// ReadFile scans a stored file and reads what it says. What is at fault with
// the file becomes part of its facts; an error is the machine's, and the file
// is to be read again.
func (s *Service) ReadFile(ctx context.Context, hash string) error {
	fact, file, err := s.loadFact(ctx, hash)
	if err != nil {
		return err
	}
	content, err := s.localFile(ctx, hash)
	if err != nil {
		return s.failed(ctx, fact, err)
	}
	defer content.Close()
	scanned := s.scan(ctx, &fact, content)
	if fact.Virus.Quarantined() || fact.State == Read {
		return errors.Join(scanned, s.saveFact(ctx, fact, nil))
	}
	report, err := s.reading.Reader.Read(ctx, extract.Task{Media: file.Media, Now: fact.ReadAt}, content)
	if err != nil {
		return s.failed(ctx, fact, errors.Join(err, scanned))
	}
	texts := s.fill(&fact, file, report)
	return errors.Join(s.saveFact(ctx, fact, texts), scanned)
}

// loadFact finds what is known of a file, and notes the moment.
func (s *Service) loadFact(ctx context.Context, hash string) (fact FileFact, file File, err error) {
	if s.reading == nil {
		return fact, file, errors.New("this program reads no files")
	}
	err = s.db.Housekeep(ctx, func(tx *db.Tx) error {
		if file, err = db.One(tx, scanFile, selectFile, hash); err != nil {
			return err
		}
		if _, err := tx.Exec(insertFact, hash); err != nil {
			return err
		}
		fact, err = FactOf(tx, hash)
		fact.ReadAt = tx.Now()
		return err
	})
	return fact, file, err
}

// localFile opens a stored file as one of this machine; one that lies
// elsewhere is fetched first.
func (s *Service) localFile(ctx context.Context, hash string) (*os.File, error) {
	stored, err := s.files.Open(ctx, hash)
	if err != nil {
		return nil, err
	}
	if f, ok := stored.(*os.File); ok {
		return f, nil
	}
	defer stored.Close()
	f, err := os.CreateTemp("", "parindex-read-")
	if err != nil {
		return nil, fmt.Errorf("fetch a file to read it: %w", err)
	}
	_ = os.Remove(f.Name()) // its name is not needed: it lives as long as it is open
	if _, err = io.Copy(f, stored); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, fmt.Errorf("fetch a file to read it: %w", errors.Join(err, f.Close()))
	}
	return f, nil
}

// scan asks the scanner about a file that it has not seen. That it cannot be
// reached hinders nothing; the file is shown to it later.
func (s *Service) scan(ctx context.Context, fact *FileFact, content *os.File) error {
	if s.reading.Scanner == nil || fact.Virus != Unscanned {
		return nil
	}
	threat, err := s.reading.Scanner.Scan(ctx, content)
	if _, back := content.Seek(0, io.SeekStart); err == nil {
		err = back
	}
	if err != nil {
		return err
	}
	if fact.Virus = Clean; threat != "" {
		fact.Virus, fact.Facts.Threat = Infected, threat
	}
	return nil
}

// fill puts what was read into the facts and returns the texts of the pages.
func (s *Service) fill(fact *FileFact, file File, r extract.Report) []PageText {
	var texts []PageText
	for i, text := range r.Text {
		texts = append(texts, PageText{Hash: fact.Hash, Page: i + 1, Source: OwnText, Body: text})
	}
	pictures := r.Scans
	if file.Media == JPEG || file.Media == PNG {
		pictures = []int{1}
	}
	f := Facts{
		Pages: r.Pages, Scans: len(pictures), Cut: r.Cut, Encrypted: r.Encrypted, Fault: r.Fault, Signatures: r.Signatures,
		Rooted: s.reading.Reader.Roots != "", Threat: fact.Facts.Threat, TextLayer: hasWords(texts),
	}
	switch {
	case len(pictures) == 0:
		f.Empty = !f.TextLayer && f.Fault == "" && !f.Encrypted
	case s.reading.Engine == "":
		f.OCR, f.Pictures = OCRMissing, pictures
	default:
		f.OCR, f.Pictures = OCRWaiting, pictures
	}
	fact.State, fact.Facts = Read, f
	return texts
}

func hasWords(texts []PageText) bool {
	for _, t := range texts {
		if t.Body != "" {
			return true
		}
	}
	return false
}

// saveFact writes what was found of a file in one transaction, and asks for
// its pictures to be read where there are some.
func (s *Service) saveFact(ctx context.Context, fact FileFact, texts []PageText) error {
	alike, err := s.compare(ctx, fact, texts)
	if err != nil {
		return err
	}
	return s.db.Housekeep(ctx, func(tx *db.Tx) error {
		f := fact // tried again, the version must be the old one
		if err := updateFact(tx, &f); err != nil {
			return err
		}
		for _, t := range texts {
			if err := putText(tx, t); err != nil {
				return err
			}
		}
		if err := alike.write(tx, fact.Hash); err != nil {
			return err
		}
		if len(texts) > 0 {
			if err := IndexText(tx, fact.Hash); err != nil {
				return err
			}
		}
		if fact.Facts.OCR != OCRWaiting {
			return nil
		}
		return enqueueOnce(tx, job.ReadPictures, fact.Hash)
	})
}

func enqueueOnce(tx *db.Tx, kind job.Kind, hash string) error {
	waiting, err := job.Waiting(tx, kind, hash)
	if err != nil || waiting {
		return err
	}
	return job.Enqueue(tx, kind, hash)
}

// failed counts a failure of the machine.
func (s *Service) failed(ctx context.Context, fact FileFact, failure error) error {
	if ctx.Err() != nil {
		return failure // the program is being stopped
	}
	if fact.Tries++; fact.Tries >= mostTries && fact.State == Unread {
		fact.State = ReadFailed
	}
	err := s.db.Housekeep(ctx, func(tx *db.Tx) error {
		f := fact
		return updateFact(tx, &f)
	})
	return errors.Join(failure, err)
}

// FindUnread asks for the reading of files that nobody has asked for yet, of
// those the scanner has not seen, and of pictures that an engine has since been
// installed for.
func (s *Service) FindUnread(ctx context.Context) error {
	return s.db.Housekeep(ctx, func(tx *db.Tx) error {
		fresh, err := db.List(tx, db.Value[string], selectUnread)
		if err != nil {
			return err
		}
		for _, hash := range fresh {
			if err := AskReading(tx, hash); err != nil {
				return err
			}
		}
		if s.reading != nil && s.reading.Scanner != nil {
			if err := askFor(tx, job.ReadFile, selectUnscanned); err != nil {
				return err
			}
		}
		if s.reading != nil && s.reading.Engine != "" {
			return askFor(tx, job.ReadPictures, selectPictures)
		}
		return nil
	})
}

// askFor enqueues a job for each file that a query finds.
func askFor(tx *db.Tx, kind job.Kind, query string) error {
	hashes, err := db.List(tx, db.Value[string], query)
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		if err := enqueueOnce(tx, kind, hash); err != nil {
			return err
		}
	}
	return nil
}

func scanFile(row db.Scanner) (File, error) {
	var f File
	err := row.Scan(&f.Hash, &f.Size, &f.Media, &f.Pages)
	return f, err
}

const selectFile = `
SELECT hash, size, media_type, pages
FROM stored_file
WHERE hash = $1`
