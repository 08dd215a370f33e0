package thread

import (
	"cmp"
	"context"
	"slices"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// ReadThreads loads what the actor may see of what is said about a leaf.
func (s *Service) ReadThreads(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string) (View, error) {
	var v View
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.ReadThread)
		p, err := placeOf(tx, dossierID, leaf)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadThread, p.resource("")); err != nil {
			return err
		}
		v, err = load(tx, actor, p)
		return err
	})
	return v, err
}

func load(tx *db.Tx, actor par.Actor, p place) (View, error) {
	v := View{Place: p.Place, People: map[par.Audience][]Person{}}
	node, ok := p.Edition.Set.Find(p.leaf)
	if !ok || !node.Leaf() {
		return v, par.E(par.NotFound, "error.not_found")
	}
	v.Leaf = node
	_, refused := policy.Check(actor, policy.ReadDossier, p.LeafResource(p.leaf), p.At)
	v.Sheet = refused == nil
	_, refused = policy.Check(actor, policy.AppraiseScore, p.LeafResource(p.leaf), p.At)
	v.Item = refused == nil || par.Is(refused, par.Closed) // the relation holds, whatever the time
	all, err := db.List(tx, scanRemark, selectOnLeaf, p.Dossier.ID, p.leaf)
	if err != nil {
		return v, err
	}
	if err := v.gather(tx, actor, p, all); err != nil {
		return v, err
	}
	return v, v.offer(tx, actor, p)
}

// gather puts the remarks that the actor may see into their threads.
func (v *View) gather(tx *db.Tx, actor par.Actor, p place, all []Remark) error {
	at := map[par.ID]int{}
	var seen, people []par.ID
	for _, r := range all {
		if !p.may(actor, policy.ReadThread, r.Audience) {
			continue
		}
		seen, people = append(seen, r.ID), append(people, r.Author, r.ResolvedBy)
		if r.ThreadID == "" {
			at[r.ID] = len(v.Threads)
			v.Threads = append(v.Threads, Thread{Remark: r, Named: map[par.ID][]par.ID{}, MaySay: p.may(actor, policy.WriteRemark, r.Audience)})
			continue
		}
		head := &v.Threads[at[r.ThreadID]]
		head.Replies = append(head.Replies, r)
	}
	if len(seen) == 0 {
		return nil
	}
	named, err := mentionsOf(tx, seen)
	if err != nil {
		return err
	}
	for _, m := range named {
		head := m.thread
		if head == "" {
			head = m.remark
		}
		t := &v.Threads[at[head]]
		t.Named[m.remark] = append(t.Named[m.remark], m.person)
		people = append(people, m.person)
	}
	slices.SortStableFunc(v.Threads, func(a, b Thread) int {
		if a.Open() != b.Open() {
			return cmp.Compare(b2i(b.Open()), b2i(a.Open()))
		}
		return cmp.Compare(b.WrittenAt, a.WrittenAt)
	})
	v.Names, err = account.Names(tx, people)
	return err
}

func b2i(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// offer says for whom the actor may write, and whom he may name there.
func (v *View) offer(tx *db.Tx, actor par.Actor, p place) error {
	for _, audience := range par.Audiences() {
		if p.may(actor, policy.WriteRemark, audience) {
			v.May = append(v.May, audience)
		}
	}
	if len(v.May) == 0 {
		return nil
	}
	among, err := p.around(tx)
	if err != nil {
		return err
	}
	for _, audience := range v.May {
		people, err := p.readers(tx, audience, among)
		if err != nil {
			return err
		}
		v.People[audience] = without(people, actor.Person)
	}
	return nil
}

// OpenCounts counts by leaf the open threads of a dossier that the actor may
// see; a leaf without any is left out.
func OpenCounts(tx *db.Tx, actor par.Actor, p dossier.Place) (map[string]int, error) {
	all, err := db.List(tx, scanTally, selectOpen, p.Dossier.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	seconds, err := dossier.SecondsOf(tx, p.Dossier.ID)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, one := range all {
		about := place{p, one.leaf, seconds[one.leaf]}
		if about.may(actor, policy.ReadThread, one.audience) {
			counts[one.leaf] += one.count
		}
	}
	return counts, nil
}

// OpenCounts counts the open threads that the actor may see, by dossier and leaf.
func (s *Service) OpenCounts(ctx context.Context, actor par.Actor, dossiers ...par.ID) (map[par.ID]map[string]int, error) {
	counts := map[par.ID]map[string]int{}
	if len(dossiers) == 0 {
		return counts, nil
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		marks, args := db.In(nil, dossiers)
		talked, err := db.List(tx, db.Value[par.ID], selectTalked+marks+inOrder, args...)
		if err != nil {
			return err
		}
		for _, id := range talked {
			p, err := dossier.PlaceOf(tx, id)
			if err != nil {
				return err
			}
			if counts[id], err = OpenCounts(tx, actor, p); err != nil {
				return err
			}
		}
		return nil
	})
	return counts, err
}
