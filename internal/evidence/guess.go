package evidence

import (
	"context"
	"errors"

	"parindex/internal/db"
	"parindex/internal/extract"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Guess is what the text of a document seems to say of it. It is offered to
// who describes the document, and never stored by itself.
type Guess struct {
	Input
	Read bool // there was a text to guess from
}

// GuessOf guesses from the text of a stored document, for those who may
// describe it.
func (s *Service) GuessOf(ctx context.Context, actor par.Actor, document par.ID) (Guess, error) {
	var texts []PageText
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := ByID(tx, document)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.AddEvidence, policy.Resource{Unit: d.UnitID}); err != nil {
			return err
		}
		if err := openable(tx, d.File.Hash); err != nil {
			return err
		}
		texts, err = TextOf(tx, d.File.Hash)
		return err
	})
	pages := make([]string, len(texts))
	for i, t := range texts {
		pages[i] = t.Body
	}
	return guessed(pages), err
}

// GuessArrival guesses from a file that has arrived and is not a document yet,
// for its person. It reads the file at once, in a process of its own.
func (s *Service) GuessArrival(ctx context.Context, actor par.Actor, arrival par.ID) (Guess, error) {
	a, err := s.arrivalOf(ctx, actor, arrival)
	if err != nil {
		return Guess{}, err
	}
	if s.reading == nil {
		return Guess{}, errors.New("this program reads no files")
	}
	if a.State != Arrived {
		return Guess{}, par.E(par.Closed, "evidence.not_arrived")
	}
	media, err := typeByName(a.Name)
	if err != nil {
		return Guess{}, err
	}
	content, err := s.files.Arrived(string(arrival))
	if err != nil {
		return Guess{}, err
	}
	defer content.Close()
	release, err := s.lockPictures(ctx) // one at a time: reading is heavy
	if err != nil {
		return Guess{}, err
	}
	defer release()
	report, err := s.reading.Reader.Read(ctx, extract.Task{Media: media, Now: a.Begun}, content)
	return guessed(report.Text), err
}

// guessed puts a guess into the form of what people type.
func guessed(pages []string) Guess {
	g := extract.GuessOf(pages)
	kind := Kind(g.Kind)
	return Guess{
		Input: Input{Number: g.Number, Kind: kind, IssuedOn: g.Date, Issuer: g.Issuer, Signer: g.Signer, Summary: g.Summary},
		Read:  len(pages) > 0,
	}
}
