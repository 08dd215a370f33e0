package evidence

import (
	"context"
	"io"

	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Upload is a file that is arriving, or one that has arrived before.
type Upload struct {
	Name    string
	Content io.Reader // nil: no file was chosen
	Begun   par.Time  // when it began to arrive, by the server's clock
	Arrival par.ID    // where it came in parts; Name, Content and Begun are then the arrival's
}

// AddDocument takes a document into the library of a unit and returns its id.
// The file is received and looked into before the transaction begins; what is
// at fault with it is told in the field "file".
func (s *Service) AddDocument(ctx context.Context, actor par.Actor, unit par.ID, in Input, file Upload, key db.Key) (par.ID, error) {
	right := func(tx *db.Tx) (policy.Permit, error) {
		return tx.Check(actor, policy.AddEvidence, policy.Resource{Unit: unit})
	}
	return s.add(ctx, actor, right, in, file, key)
}

// AddOnBehalf takes a document into the library of a dossier's unit for the
// standing body, which enters the sheet on the unit's behalf: the scan of what
// the unit has sent.
func (s *Service) AddOnBehalf(ctx context.Context, actor par.Actor, dossierID par.ID, in Input, file Upload, key db.Key) (par.ID, error) {
	right := func(tx *db.Tx) (policy.Permit, error) {
		resource, err := s.place(tx, dossierID, "")
		if err != nil {
			return policy.Permit{}, err
		}
		return tx.Check(actor, policy.EnterForUnit, resource)
	}
	return s.add(ctx, actor, right, in, file, key)
}

// right asks the policy table whether a document may be added, and to whose library.
type right func(tx *db.Tx) (policy.Permit, error)

func (s *Service) add(ctx context.Context, actor par.Actor, may right, in Input, file Upload, key db.Key) (par.ID, error) {
	if file.Arrival != "" {
		return s.addArrived(ctx, actor, may, in, file.Arrival, key)
	}
	return s.addFile(ctx, actor, may, in, file, key)
}

// addArrived takes in what has come in parts before.
func (s *Service) addArrived(ctx context.Context, actor par.Actor, may right, in Input, id par.ID, key db.Key) (par.ID, error) {
	release, err := s.arriving.hold(ctx, id, nil)
	if err != nil {
		return "", err
	}
	defer release()
	a, err := s.arrivalOf(ctx, actor, id)
	if err != nil {
		return "", err
	}
	if a.State == Taken {
		return a.Document, s.db.Read(ctx, func(tx *db.Tx) error { _, err := may(tx); return err })
	}
	if a.State != Arrived {
		return "", fileFault("evidence.not_arrived")
	}
	content, err := s.files.Arrived(string(id))
	if err != nil {
		return "", err
	}
	defer content.Close()
	document, err := s.addFile(ctx, actor, may, in, Upload{Name: a.Name, Content: content, Begun: a.Begun, Arrival: id}, key)
	if err != nil {
		return "", err
	}
	return document, s.files.Forget(string(id))
}

func (s *Service) addFile(ctx context.Context, actor par.Actor, may right, in Input, file Upload, key db.Key) (par.ID, error) {
	d := Document{BegunAt: file.Begun, CreatedBy: actor.Person, Version: 1, Revision: 1}
	if err := s.mayAdd(ctx, may, &d); err != nil {
		return "", err
	}
	if err := in.fill(&d); err != nil {
		return "", err
	}
	arrived, err := s.receive(ctx, file, &d.File)
	if err != nil {
		return "", err
	}
	defer arrived.Discard()
	if err := s.mayAdd(ctx, may, &d); err != nil {
		return "", err
	}
	if _, err := arrived.Keep(); err != nil {
		return "", err
	}
	key.Fingerprint += d.File.Hash
	return s.record(ctx, actor, may, d, file.Arrival, key)
}

// mayAdd asks, before bytes are taken in or kept, whether they may be, and
// notes whose they are.
func (s *Service) mayAdd(ctx context.Context, may right, d *Document) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		permit, err := may(tx)
		if err != nil {
			return err
		}
		d.UnitID = permit.Resource().Unit
		return s.checkQuota(tx, *d)
	})
}

func (s *Service) checkQuota(tx *db.Tx, d Document) error {
	stored, err := storedBy(tx, d.UnitID, d.File.Hash)
	if err != nil {
		return err
	}
	if stored+d.File.Size > s.limits.Unit {
		return fileFault("evidence.quota", "limit", int(s.limits.Unit>>20), "stored", int(stored>>20))
	}
	return nil
}

// record writes the row once its file lies safe.
func (s *Service) record(ctx context.Context, actor par.Actor, may right, d Document, arrival par.ID, key db.Key) (par.ID, error) {
	var id par.ID
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := may(tx)
		if err != nil {
			return err
		}
		id, err = db.Once(tx, actor, key, func() (par.ID, error) {
			if err := s.checkQuota(tx, d); err != nil {
				return "", err
			}
			d.ID, d.CreatedAt = tx.NewID(), tx.Now()
			if err := insert(tx, d); err != nil {
				return "", err
			}
			if err := settle(tx, arrival, d); err != nil {
				return "", err
			}
			if err := s.sendSoon(tx); err != nil {
				return "", err
			}
			return d.ID, tx.Audit(permit, d.subject(), nil, d, d.Title())
		})
		return err
	})
	return id, err
}

// settle says what became of an arrival; without one there is nothing to say.
func settle(tx *db.Tx, arrival par.ID, d Document) error {
	if arrival == "" {
		return nil
	}
	a, err := arrivalByID(tx, arrival)
	if err != nil {
		return err
	}
	if a.UnitID != d.UnitID {
		return par.E(par.NotFound, "error.not_found")
	}
	a.State, a.Document = Taken, d.ID
	return updateArrival(tx, &a)
}

func (d Document) subject() db.Subject { return db.Subject{Kind: "document", ID: string(d.ID)} }

// receive takes a file in and looks into it. A picture is drawn anew. It fills
// what the row will say of the file; the caller keeps or discards the file.
func (s *Service) receive(ctx context.Context, up Upload, file *File) (*blob.Staged, error) {
	if up.Content == nil || up.Name == "" {
		return nil, fileFault("evidence.file_missing")
	}
	file.Name = cleanName(up.Name)
	media, err := typeByName(file.Name)
	if err != nil {
		return nil, err
	}
	staged, err := s.files.Stage(up.Content, s.limits.File)
	if par.Is(err, par.TooLarge) {
		return nil, fileFault("blob.too_large", "limit", int(s.limits.File>>20))
	}
	if err != nil {
		return nil, err
	}
	pages, err := inspect(staged, staged.Size, media)
	if err == nil && (media == JPEG || media == PNG) {
		staged, err = s.redrawn(ctx, staged, media)
	}
	if err != nil {
		staged.Discard()
		return nil, err
	}
	file.Hash, file.Size, file.Media, file.Pages = staged.Hash, staged.Size, media, pages
	return staged, nil
}

// redrawn replaces an arrived picture by one drawn anew. On an error it
// returns the old one, to be discarded.
func (s *Service) redrawn(ctx context.Context, old *blob.Staged, media string) (*blob.Staged, error) {
	release, err := s.lockPictures(ctx)
	if err != nil {
		return old, err
	}
	defer release()
	picture, err := decode(io.NewSectionReader(old, 0, old.Size), media)
	if err != nil {
		return old, unreadable(err)
	}
	orientation := readJPEG(old, old.Size).orientation
	r, w := io.Pipe()
	go func() { w.CloseWithError(encode(w, picture, media, orientation)) }()
	fresh, err := s.files.Stage(r, 2*s.limits.File) // another encoder may need more
	r.CloseWithError(io.ErrClosedPipe)              // lets the drawing end where staging broke off
	if par.Is(err, par.TooLarge) {
		return old, fileFault("blob.too_large", "limit", int(s.limits.File>>20))
	}
	if err != nil {
		return old, err
	}
	old.Discard()
	return fresh, nil
}
