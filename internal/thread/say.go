package thread

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
)

const (
	maxBody    = 4000 // characters of a remark
	maxExcerpt = 160  // of it in a notice
)

// Words are what is typed: the text, and who is named by choosing.
type Words struct {
	Body   string
	People []par.ID
}

// BeginThread says something new about a leaf, to one audience. It returns the
// thread's id. Fields at fault: audience, body, person.
func (s *Service) BeginThread(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, audience par.Audience, in Words, key db.Key) (par.ID, error) {
	return s.write(ctx, actor, dossierID, leaf, key, func(tx *db.Tx, p place) (par.ID, error) {
		if !slices.Contains(par.Audiences(), audience) {
			return "", par.InvalidFields(map[string]par.Text{"audience": par.T("thread.choose_audience")})
		}
		permit, err := dossier.Ask(tx, actor, policy.WriteRemark, p.resource(audience), key)
		if err != nil {
			return "", err
		}
		return db.Once(tx, actor, key, func() (par.ID, error) {
			return say(tx, permit, p, Remark{Audience: audience, Version: 1}, in)
		})
	})
}

// Reply says something in a thread. A settled thread is open again with it.
// Fields at fault: body, person.
func (s *Service) Reply(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, thread par.ID, in Words, key db.Key) (par.ID, error) {
	return s.write(ctx, actor, dossierID, leaf, key, func(tx *db.Tx, p place) (par.ID, error) {
		head, permit, err := headFor(tx, actor, p, thread, key)
		if err != nil {
			return "", err
		}
		return db.Once(tx, actor, key, func() (par.ID, error) {
			id, err := say(tx, permit, p, Remark{ThreadID: head.ID, Audience: head.Audience}, in)
			if err != nil {
				return "", err
			}
			_, err = tx.Exec(reopenBySaying, head.ID)
			return id, err
		})
	})
}

// SettleThread says that a thread waits for nothing any more, or that it does
// again. Whoever has not seen the last remark is told so instead.
func (s *Service) SettleThread(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, thread par.ID, settled bool, version int64, key db.Key) error {
	_, err := s.write(ctx, actor, dossierID, leaf, key, func(tx *db.Tx, p place) (par.ID, error) {
		head, permit, err := headFor(tx, actor, p, thread, key)
		if err != nil {
			return "", err
		}
		return db.Once(tx, actor, key, func() (par.ID, error) { return head.ID, settle(tx, permit, p, head, settled, version) })
	})
	return err
}

// write asks whether the actor may say anything about the leaf at all, and
// then does what he asks for.
func (s *Service) write(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, key db.Key, do func(*db.Tx, place) (par.ID, error)) (id par.ID, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.WriteRemark)
		if err := policy.MayEver(actor, policy.WriteRemark); err != nil {
			return err
		}
		p, err := placeOf(tx, dossierID, leaf)
		if err != nil {
			return err
		}
		if _, err := dossier.Ask(tx, actor, policy.WriteRemark, p.resource(""), key); err != nil {
			return err
		}
		if node, ok := p.Edition.Set.Find(leaf); !ok || !node.Leaf() {
			return par.E(par.NotFound, "error.not_found")
		}
		id, err = do(tx, p)
		return err
	})
	return id, err
}

// headFor finds a thread of the leaf in which the actor may write. Another's
// does not exist.
func headFor(tx *db.Tx, actor par.Actor, p place, id par.ID, key db.Key) (Remark, policy.Permit, error) {
	head, err := db.One(tx, scanRemark, selectHead, id, p.Dossier.ID, p.leaf)
	if err != nil {
		return head, policy.Permit{}, err
	}
	permit, err := dossier.Ask(tx, actor, policy.WriteRemark, p.resource(head.Audience), key)
	return head, permit, err
}

// say keeps a remark and tells those whom it concerns.
func say(tx *db.Tx, permit policy.Permit, p place, r Remark, in Words) (par.ID, error) {
	among, err := p.around(tx)
	if err != nil {
		return "", err
	}
	readers, err := p.readers(tx, r.Audience, among)
	if err != nil {
		return "", err
	}
	by := permit.Actor().Person
	r.Body = strings.TrimSpace(i18n.NFC(in.Body))
	if faults := faultsOf(r.Body, in.People, without(readers, by)); len(faults) > 0 {
		return "", par.InvalidFields(faults)
	}
	r.ID, r.DossierID, r.Leaf, r.Author, r.WrittenAt = tx.NewID(), p.Dossier.ID, p.leaf, by, tx.Now()
	before, err := inThread(tx, r.ThreadID)
	if err != nil {
		return "", err
	}
	if err := insert(tx, r, in.People); err != nil {
		return "", err
	}
	if err := tell(tx, permit, p, r, in.People, before, readers); err != nil {
		return "", err
	}
	first := r.ThreadID
	if first == "" {
		first = r.ID
	}
	return first, tx.Audit(permit, subject(r.ID), nil, r, "leaf "+p.leaf+" for "+string(r.Audience))
}

func faultsOf(body string, named []par.ID, readers []Person) map[string]par.Text {
	faults := map[string]par.Text{}
	if n := utf8.RuneCountInString(body); n == 0 || n > maxBody {
		faults["body"] = par.T("error.length", "min", 1, "max", maxBody)
	}
	for _, id := range named {
		if !has(readers, id) {
			faults["person"] = par.T("thread.cannot_see")
		}
	}
	return faults
}

// tell posts one notice to each person named, and to those already in the
// thread, as far as they may still read it.
func tell(tx *db.Tx, permit policy.Permit, p place, r Remark, named, before []par.ID, readers []Person) error {
	first := r.ThreadID
	if first == "" {
		first = r.ID
	}
	told := []par.ID{r.Author}
	for _, one := range []struct {
		kind   notice.Kind
		people []par.ID
	}{{notice.Mentioned, named}, {notice.Replied, before}} {
		for _, person := range one.people {
			if slices.Contains(told, person) || !has(readers, person) {
				continue
			}
			told = append(told, person)
			if err := post(tx, permit, p, r, first, person, one.kind); err != nil {
				return err
			}
		}
	}
	return nil
}

func post(tx *db.Tx, permit policy.Permit, p place, r Remark, first, person par.ID, kind notice.Kind) error {
	return notice.Post(tx, notice.Notice{
		Person: person, Kind: kind, By: permit.Actor().Person, Round: p.Round.ID, Subject: string(r.ID),
		Link: "/dossiers/" + string(r.DossierID) + "/leaves/" + r.Leaf + "/threads#t-" + string(first),
		Args: map[string]string{"by": permit.Actor().Name, "leaf": r.Leaf, "unit": p.Unit.Name, "excerpt": excerpt(r.Body)},
	})
}

// tellSettled says to those who took part in a thread that it waits for nothing
// any more: not to him who settled it, nor to who may not read it now.
func tellSettled(tx *db.Tx, permit policy.Permit, p place, head Remark) error {
	among, err := p.around(tx)
	if err != nil {
		return err
	}
	readers, err := p.readers(tx, head.Audience, among)
	if err != nil {
		return err
	}
	people, err := inThread(tx, head.ID)
	if err != nil {
		return err
	}
	told := []par.ID{permit.Actor().Person}
	for _, person := range people {
		if slices.Contains(told, person) || !has(readers, person) {
			continue
		}
		told = append(told, person)
		if err := post(tx, permit, p, head, head.ID, person, notice.ThreadSettled); err != nil {
			return err
		}
	}
	return nil
}

// excerpt is the beginning of a remark, on one line.
func excerpt(body string) string {
	runes := []rune(strings.Join(strings.Fields(body), " "))
	if len(runes) <= maxExcerpt {
		return string(runes)
	}
	return strings.TrimSpace(string(runes[:maxExcerpt])) + "…"
}

func settle(tx *db.Tx, permit policy.Permit, p place, head Remark, settled bool, version int64) error {
	if head.Version != version {
		return par.E(par.Conflict, "thread.changed")
	}
	if settled == (head.ResolvedAt != 0) {
		return nil
	}
	after := head
	after.ResolvedBy, after.ResolvedAt, after.Version = "", 0, head.Version+1
	if settled {
		after.ResolvedBy, after.ResolvedAt = permit.Actor().Person, tx.Now()
	}
	if _, err := tx.Exec(updateSettled, head.ID, after.ResolvedBy, after.ResolvedAt); err != nil {
		return err
	}
	if settled {
		if err := tellSettled(tx, permit, p, head); err != nil {
			return err
		}
	}
	return tx.Audit(permit, subject(head.ID), head, after, "leaf "+head.Leaf)
}

func subject(id par.ID) db.Subject { return db.Subject{Kind: "remark", ID: string(id)} }
