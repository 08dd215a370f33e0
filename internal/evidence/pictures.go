package evidence

import (
	"context"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/extract"
)

const (
	picturesAtOnce = 10  // pages that one job reads, so that others get their turn
	mostPictures   = 500 // pages of one file whose pictures are read
)

// ReadPictures reads the pictures of the next pages of a file that have no
// text of their own, and asks for the rest to be read after it.
func (s *Service) ReadPictures(ctx context.Context, hash string) error {
	fact, file, err := s.loadFact(ctx, hash)
	if err != nil {
		return err
	}
	if s.reading.Engine == "" {
		return fmt.Errorf("no program that reads pictures in Vietnamese is installed")
	}
	if fact.State != Read || fact.Virus.Quarantined() || len(fact.Facts.Pictures) == 0 {
		return nil
	}
	content, err := s.localFile(ctx, hash)
	if err != nil {
		return s.failed(ctx, fact, err)
	}
	defer content.Close()
	pages := fact.Facts.Pictures[:min(len(fact.Facts.Pictures), picturesAtOnce)]
	report, err := s.reading.Reader.Read(ctx, extract.Task{Media: file.Media, OCR: pages, Now: fact.ReadAt}, content)
	if err != nil {
		return s.failed(ctx, fact, err)
	}
	return s.savePictures(ctx, fact, pages, report)
}

// savePictures keeps what was read of pages. Those that could not be read in
// time are left as they are.
func (s *Service) savePictures(ctx context.Context, fact FileFact, pages []int, r extract.Report) error {
	texts := []PageText{}
	for _, page := range pages {
		if page <= len(r.Text) {
			texts = append(texts, PageText{Hash: fact.Hash, Page: page, Source: OCRText, Body: r.Text[page-1]})
		}
	}
	facts := &fact.Facts
	facts.Cut = facts.Cut || r.Cut || r.Fault != ""
	facts.Pictures, facts.OCR = facts.Pictures[len(pages):], OCRWaiting
	if done := facts.Scans - len(facts.Pictures); len(facts.Pictures) > 0 && done < mostPictures {
		return s.saveFact(ctx, fact, texts)
	}
	facts.Cut = facts.Cut || len(facts.Pictures) > 0
	facts.Pictures, facts.OCR = nil, OCRDone
	before, err := s.textOf(ctx, fact.Hash)
	if err != nil {
		return err
	}
	facts.Empty = !hasWords(before) && !hasWords(texts)
	return s.saveFact(ctx, fact, texts)
}

func (s *Service) textOf(ctx context.Context, hash string) (texts []PageText, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		texts, err = TextOf(tx, hash)
		return err
	})
	return texts, err
}
