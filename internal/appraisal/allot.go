package appraisal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Share is one area of one unit with whom it is allotted to and who should have it.
type Share struct {
	Lot
	Unit     unit.Unit
	Block    string
	Node     *score.Node // the area
	Open     int         // leaves that wait for a mark
	Proposed par.ID      // by Balance; empty: nobody may judge it
	Version  int64       // of the allotment; 0: there was never one
	Gone     bool        // whose it is may no longer judge it
}

// New tells whether the proposal changes something here.
func (s Share) New() bool { return s.Proposed != "" && s.Proposed != s.Holder }

// Sharing is how the areas that several people appraise are shared out.
type Sharing struct {
	Round  round.Round
	Shares []Share // of areas that several people appraise
	Judges []Judge
	Digest string // names the proposal; accepting another one is a conflict
	Fresh  int    // how many units the proposal would give to somebody
	CanDo  error  // why nothing can be allotted now; nil: it can
}

// Allotments shows the standing body how work is shared out and how it could be.
func (s *Service) Allotments(ctx context.Context, actor par.Actor, roundID par.ID) (Sharing, error) {
	var v Sharing
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadLeniency, r.Resource()); err != nil {
			return err
		}
		v, err = sharingOf(tx, actor, r)
		return err
	})
	return v, err
}

func sharingOf(tx *db.Tx, actor par.Actor, r round.Round) (Sharing, error) {
	v := Sharing{Round: r}
	_, v.CanDo = policy.Check(actor, policy.AllotWork, r.Resource(), tx.Now())
	var err error
	if v.Judges, err = judgesOf(tx, r); err != nil {
		return v, err
	}
	people, err := actorsOf(tx, v.Judges)
	if err != nil {
		return v, err
	}
	a, err := agendaOf(tx, actor, r)
	if err != nil {
		return v, err
	}
	places, err := dossier.Playing(tx, r)
	if err != nil {
		return v, err
	}
	var all []Share
	for _, p := range places {
		for _, area := range p.Edition.Set.Areas() {
			if one := a.share(tx, p, area, people); one.Leaves > 0 {
				all = append(all, one)
			}
		}
	}
	v.propose(all)
	return v, v.addFormer(tx)
}

// addFormer adds those who hold work though they appraise nothing any more.
func (v *Sharing) addFormer(tx *db.Tx) error {
	var people []par.ID
	for _, s := range v.Shares {
		known := slices.ContainsFunc(v.Judges, func(j Judge) bool { return j.Person == s.Holder })
		if s.Gone && !known && !slices.Contains(people, s.Holder) {
			people = append(people, s.Holder)
		}
	}
	if len(people) == 0 {
		return nil
	}
	names, err := account.Names(tx, people)
	if err != nil {
		return err
	}
	open, err := account.Open(tx, people)
	for _, id := range people {
		v.Judges = append(v.Judges, Judge{Person: id, Name: names[id], Locked: !slices.Contains(open, id), Former: true})
	}
	return err
}

// actorsOf loads those who can appraise, with all units that they belong to.
func actorsOf(tx *db.Tx, judges []Judge) ([]par.Actor, error) {
	people := make([]par.Actor, 0, len(judges))
	for _, j := range judges {
		if !j.Able() {
			continue
		}
		held, err := account.Grants(tx, j.Person)
		if err != nil {
			return nil, err
		}
		one := par.Actor{Person: j.Person, Name: j.Name}
		for _, h := range held {
			one.Grants = append(one.Grants, h.Grant)
		}
		people = append(people, one)
	}
	return people, nil
}

func (a agenda) share(tx *db.Tx, p dossier.Place, area *score.Node, people []par.Actor) Share {
	given := a.allotted[place{p.Dossier.ID, area.Code}]
	s := Share{
		Lot:  Lot{Dossier: p.Dossier.ID, Area: area.Code, Holder: given.Person},
		Unit: p.Unit, Block: p.Block.Code, Node: area, Version: given.Version,
	}
	for _, leaf := range leavesOf(area) {
		if leaf.Rule.Type == score.RuleSurvey {
			continue
		}
		s.Leaves++
		if item := a.item(entrant{p.Dossier.ID, s.Block, p.State(), p.Unit}, area, leaf); !item.Done && !item.Rest {
			s.Open++
		}
	}
	for _, person := range people {
		if judges(person, p, area.Code, tx.Now()) {
			s.Able = append(s.Able, person.Person)
		}
	}
	s.Gone = s.Holder != "" && !slices.Contains(s.Able, s.Holder)
	return s
}

// judges tells whether a person may judge an area of a unit once it has
// submitted, by the table that decides on reading it.
func judges(person par.Actor, p dossier.Place, area string, now par.Time) bool {
	resource := p.Resource(area)
	resource.Dossier = par.InAppraisal
	_, refused := policy.Check(onlyAppraiser(person), policy.ReadDossier, resource, now)
	return refused == nil
}

// propose balances all, and keeps what several people could judge: where there
// is one appraiser for an area there is nothing to share out.
func (v *Sharing) propose(all []Share) {
	lots := make([]Lot, len(all))
	for i, s := range all {
		lots[i] = s.Lot
	}
	shared := map[[2]string]map[par.ID]bool{}
	for _, s := range all {
		key := [2]string{s.Block, s.Area}
		if shared[key] == nil {
			shared[key] = map[par.ID]bool{}
		}
		for _, person := range s.Able {
			shared[key][person] = true
		}
	}
	digest := sha256.New()
	for i, person := range Balance(lots) {
		s := all[i]
		s.Proposed = person
		if len(shared[[2]string{s.Block, s.Area}]) < 2 && s.Holder == "" {
			continue
		}
		v.Shares = append(v.Shares, s)
		if s.New() {
			v.Fresh++
		}
		_, _ = fmt.Fprintln(digest, s.Dossier, s.Area, s.Holder, s.Version, s.Proposed)
	}
	v.Digest = hex.EncodeToString(digest.Sum(nil))
}

// Choice gives one area of one unit to a person; to nobody makes it anybody's.
type Choice struct {
	Dossier par.ID
	Area    string
	Person  par.ID
	Version int64
}

// AllotWork gives units to appraisers: as the proposal of that digest says, or
// without one as chosen by hand. It returns how many changed hands.
func (s *Service) AllotWork(ctx context.Context, actor par.Actor, roundID par.ID, digest string, chosen []Choice, key db.Key) (int, error) {
	return s.allot(ctx, actor, roundID, key, func(v Sharing) ([]Choice, error) {
		if digest == "" {
			return v.byHand(chosen)
		}
		if digest != v.Digest {
			return nil, par.E(par.Conflict, "fair.proposal_changed")
		}
		return v.proposal(), nil
	})
}

// HandOver gives to another what is allotted to a person and not finished, as
// far as the other may judge it. It returns how many units went over.
func (s *Service) HandOver(ctx context.Context, actor par.Actor, roundID, from, to par.ID, key db.Key) (int, error) {
	return s.allot(ctx, actor, roundID, key, func(v Sharing) ([]Choice, error) { return v.handOver(from, to) })
}

func (s *Service) allot(ctx context.Context, actor par.Actor, roundID par.ID, key db.Key, choose func(Sharing) ([]Choice, error)) (int, error) {
	var count int
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.AllotWork, r.Resource(), key)
		if err != nil {
			return err
		}
		count, err = db.Once(tx, actor, key, func() (int, error) {
			v, err := sharingOf(tx, actor, r)
			if err != nil {
				return 0, err
			}
			chosen, err := choose(v)
			if err != nil {
				return 0, err
			}
			return len(chosen), v.keep(tx, permit, chosen)
		})
		return err
	})
	return count, err
}

func (v Sharing) proposal() []Choice {
	var all []Choice
	for _, s := range v.Shares {
		if s.New() {
			all = append(all, Choice{s.Dossier, s.Area, s.Proposed, s.Version})
		}
	}
	return all
}

// byHand keeps the choices that change something, and refuses those that give
// a unit to one who may not judge it.
func (v Sharing) byHand(chosen []Choice) ([]Choice, error) {
	var all []Choice
	faults := map[string]par.Text{}
	for _, c := range chosen {
		s, ok := v.find(c.Dossier, c.Area)
		switch {
		case !ok:
			return nil, par.E(par.NotFound, "error.not_found")
		case c.Person != "" && c.Person != s.Holder && !slices.Contains(s.Able, c.Person):
			faults[HolderField(c.Dossier)] = par.T("fair.not_able")
		case c.Person != s.Holder:
			all = append(all, c)
		}
	}
	if len(faults) > 0 {
		return nil, par.InvalidFields(faults)
	}
	return all, nil
}

// HolderField names the field of one unit in the form of an area.
func HolderField(dossierID par.ID) string { return "holder." + string(dossierID) }

func (v Sharing) handOver(from, to par.ID) ([]Choice, error) {
	if to == "" || to == from {
		return nil, fault("to", par.T("fair.hand_to_another"))
	}
	var all []Choice
	held := false
	for _, s := range v.Shares {
		if s.Holder != from || from == "" || s.Open == 0 {
			continue
		}
		held = true
		if slices.Contains(s.Able, to) {
			all = append(all, Choice{s.Dossier, s.Area, to, s.Version})
		}
	}
	switch {
	case !held:
		return nil, fault("from", par.T("fair.holds_nothing"))
	case len(all) == 0:
		return nil, fault("to", par.T("fair.not_able"))
	}
	return all, nil
}

func (v Sharing) find(dossierID par.ID, area string) (Share, bool) {
	i := slices.IndexFunc(v.Shares, func(s Share) bool { return s.Dossier == dossierID && s.Area == area })
	if i < 0 {
		return Share{}, false
	}
	return v.Shares[i], true
}

// keep writes choices, each with its audit line, and tells those who get work.
func (v Sharing) keep(tx *db.Tx, permit policy.Permit, chosen []Choice) error {
	got := map[[2]string][]Share{}
	for _, c := range chosen {
		s, _ := v.find(c.Dossier, c.Area)
		one := Allotment{c.Dossier, c.Area, c.Person, permit.Actor().Person, tx.Now(), c.Version}
		if err := one.keep(tx); err != nil {
			return err
		}
		what := db.Subject{Kind: "allotment", ID: string(c.Dossier) + " " + c.Area}
		if err := tx.Audit(permit, what, s.Holder, c.Person, ""); err != nil {
			return err
		}
		key := [2]string{string(c.Person), s.Area}
		got[key] = append(got[key], s)
	}
	keys := slices.SortedFunc(maps.Keys(got), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, key := range keys {
		if key[0] == "" {
			continue
		}
		if err := v.tell(tx, permit, par.ID(key[0]), got[key]); err != nil {
			return err
		}
	}
	return nil
}

// named is how many units a notice names; the queue has all.
const named = 5

func (v Sharing) tell(tx *db.Tx, permit policy.Permit, person par.ID, got []Share) error {
	var names []string
	for _, s := range got[:min(named, len(got))] {
		names = append(names, s.Unit.Name)
	}
	units := strings.Join(names, ", ")
	if more := len(got) - len(names); more > 0 {
		units += ", +" + strconv.Itoa(more)
	}
	node := got[0].Node
	return notice.Post(tx, notice.Notice{
		Person: person, Kind: notice.WorkAllotted, By: permit.Actor().Person, Round: v.Round.ID,
		Subject: string(v.Round.ID) + " " + node.Code, Link: "/rounds/" + string(v.Round.ID) + "/queue",
		Args: map[string]string{"round": v.Round.Title, "area": node.Code + ". " + node.Title, "units": units, "by": permit.Actor().Name},
	})
}
