package appraisal

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// maxSample is how many leaves may be drawn at once.
const maxSample = 500

// Question is what the standing body asks of a second appraiser: one leaf of
// one unit, or a number of leaves drawn from an area.
type Question struct {
	Person  par.ID
	Dossier par.ID // with Leaf
	Leaf    string
	Block   string // with Area and Count
	Area    string
	Count   int
}

// AskSecondOpinion asks a named appraiser of the round for an opinion of his
// own. He is told, and sees nobody else's mark until his is saved. It returns
// how many leaves were asked.
func (s *Service) AskSecondOpinion(ctx context.Context, actor par.Actor, roundID par.ID, q Question, key db.Key) (int, error) {
	var asked int
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.AskSecondOpinion, r.Resource(), key)
		if err != nil {
			return err
		}
		asked, err = db.Once(tx, actor, key, func() (int, error) { return ask(tx, permit, r, q) })
		return err
	})
	return asked, err
}

func ask(tx *db.Tx, permit policy.Permit, r round.Round, q Question) (int, error) {
	second, err := appraiserOf(tx, r.ID, q.Person)
	if err != nil {
		return 0, err
	}
	open, err := askable(tx, r, second, q)
	if err != nil {
		return 0, err
	}
	for _, one := range open {
		one.Person, one.AskedBy, one.AskedAt, one.EndedAt = q.Person, permit.Actor().Person, tx.Now(), 0
		if err := dossier.SaveSecond(tx, permit, one); err != nil {
			return 0, err
		}
	}
	return len(open), tellAsked(tx, permit, r, q.Person, open)
}

// appraiserOf loads an appraiser of the round with all units that he belongs to.
func appraiserOf(tx *db.Tx, roundID, person par.ID) (par.Actor, error) {
	held, err := account.Grants(tx, person)
	if err != nil {
		return par.Actor{}, err
	}
	a := par.Actor{Person: person}
	for _, h := range held {
		a.Grants = append(a.Grants, h.Grant)
	}
	if !assigned(a, roundID) {
		return a, fault("person", par.T("fair.not_appraiser"))
	}
	return a, nil
}

// askable finds what the person can be asked: the one leaf, or so many drawn
// from the area, each of a unit that is not his, marked by nobody or another.
func askable(tx *db.Tx, r round.Round, second par.Actor, q Question) ([]dossier.Second, error) {
	if q.Leaf != "" {
		p, err := dossier.PlaceOf(tx, q.Dossier)
		if err != nil {
			return nil, err
		}
		if p.Round.ID != r.ID {
			return nil, par.E(par.NotFound, "error.not_found")
		}
		if _, err := leafToAppraise(p.Edition.Set, q.Leaf); err != nil {
			return nil, err
		}
		one, why, err := mayAsk(tx, p, second, q.Leaf)
		if err == nil && why.Key != "" {
			err = fault("person", why)
		}
		return []dossier.Second{one}, err
	}
	if q.Count < 1 || q.Count > maxSample {
		return nil, fault("count", par.T("error.range", "min", 1, "max", maxSample))
	}
	all, err := askableIn(tx, r, second, q.Block, q.Area)
	if err == nil && len(all) == 0 {
		err = fault("area", par.T("fair.nothing_to_ask"))
	}
	return draw(all, q.Count, string(tx.NewID())), err
}

// askableIn lists all of an area that the person can be asked.
func askableIn(tx *db.Tx, r round.Round, second par.Actor, block, area string) ([]dossier.Second, error) {
	places, err := dossier.Playing(tx, r)
	if err != nil {
		return nil, err
	}
	var all []dossier.Second
	for _, p := range places {
		node, ok := p.Edition.Set.Find(area)
		if p.Block.Code != block || !ok {
			continue
		}
		for _, leaf := range leavesOf(node) {
			if leaf.Rule.Type == score.RuleSurvey {
				continue
			}
			one, why, err := mayAsk(tx, p, second, leaf.Code)
			if err != nil {
				return nil, err
			}
			if why.Key == "" {
				all = append(all, one)
			}
		}
	}
	return all, nil
}

// mayAsk tells why the person cannot be asked about a leaf; no text: he can.
func mayAsk(tx *db.Tx, p dossier.Place, second par.Actor, leaf string) (dossier.Second, par.Text, error) {
	one, err := dossier.SecondOf(tx, p.Dossier.ID, leaf)
	if err != nil {
		return one, par.Text{}, err
	}
	first, err := standingMark(tx, p.Dossier.ID, leaf)
	if err != nil {
		return one, par.Text{}, err
	}
	resource := p.LeafResource(leaf)
	resource.Asked = second.Person
	_, refused := policy.Check(second, policy.GiveSecondOpinion, resource, tx.Now())
	switch {
	case p.Dossier.SubmittedAt == 0:
		return one, par.T("fair.not_submitted"), nil
	case second.Belongs(p.Dossier.UnitID):
		return one, par.T("fair.second_own_unit"), nil
	case refused != nil:
		return one, par.T("fair.second_closed"), nil
	case first.Given() && first.Actor == second.Person:
		return one, par.T("fair.second_first"), nil
	case one.Asked():
		return one, par.T("fair.second_asked"), nil
	}
	return one, par.Text{}, nil
}

// draw takes so many of a list in an order that nobody can foresee: by the hash
// of the seed with each of them.
func draw(all []dossier.Second, count int, seed string) []dossier.Second {
	lot := func(s dossier.Second) string {
		h := sha256.Sum256([]byte(seed + " " + string(s.DossierID) + " " + s.Leaf))
		return string(h[:])
	}
	slices.SortFunc(all, func(a, b dossier.Second) int { return strings.Compare(lot(a), lot(b)) })
	return all[:min(count, len(all))]
}

// tellAsked tells the person of the first of what was asked; his queue has the rest.
func tellAsked(tx *db.Tx, permit policy.Permit, r round.Round, person par.ID, asked []dossier.Second) error {
	if len(asked) == 0 {
		return nil
	}
	p, err := dossier.PlaceOf(tx, asked[0].DossierID)
	if err != nil {
		return err
	}
	return notice.Post(tx, notice.Notice{
		Person: person, Kind: notice.SecondOpinion, By: permit.Actor().Person, Round: r.ID,
		Subject: string(asked[0].DossierID) + " " + asked[0].Leaf,
		Link:    "/rounds/" + string(r.ID) + "/queue?show=second",
		Args: map[string]string{
			"leaf": asked[0].Leaf, "unit": p.Unit.Name, "by": permit.Actor().Name, "round": r.Title, "count": notice.Count(len(asked)),
		},
	})
}

// WithdrawSecondOpinion takes a question back that has not been answered.
func (s *Service) WithdrawSecondOpinion(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, version int64, key db.Key) (par.ID, error) {
	var roundID par.ID
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.AskSecondOpinion, p.LeafResource(leaf), key)
		if err != nil {
			return err
		}
		roundID, err = db.Once(tx, actor, key, func() (par.ID, error) {
			one, err := dossier.SecondOf(tx, dossierID, leaf)
			switch {
			case err != nil:
				return "", err
			case !one.Asked():
				return "", par.E(par.NotFound, "error.not_found")
			case one.Given:
				return "", par.E(par.Closed, "fair.second_given")
			case one.Version != version:
				return "", par.E(par.Conflict, "error.conflict")
			}
			one.EndedAt = tx.Now()
			return p.Round.ID, dossier.SaveSecond(tx, permit, one)
		})
		return err
	})
	return roundID, err
}

// GiveSecondOpinion keeps the opinion of the one who was asked, by the same
// rules as a mark. It is no mark: no result counts it.
func (s *Service) GiveSecondOpinion(ctx context.Context, actor par.Actor, dossierID par.ID, in Mark, key db.Key) (dossier.Saved, error) {
	var saved dossier.Saved
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		resource, err := leafResource(tx, p, in.Leaf)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.GiveSecondOpinion, resource, key)
		if err != nil {
			return err
		}
		saved, err = db.Once(tx, actor, key, func() (dossier.Saved, error) {
			opinion, err := judgeAt(tx, p, in, score.StageAppraisal1)
			if err != nil {
				return dossier.Saved{}, err
			}
			opinion.Stage = dossier.StageSecond
			kept, err := dossier.SaveScore(tx, permit, dossierID, opinion)
			return dossier.Saved{Version: kept.Version, At: kept.At}, err
		})
		return err
	})
	return saved, err
}
