package council

import (
	"slices"
	"strconv"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// Settled refuses to decide the result of a round while something lies before
// its council, or while the council sits.
func Settled(tx *db.Tx, r round.Round) error {
	sessions, err := Sessions(tx, r.ID)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.State() == Open {
			return par.E(par.Closed, "council.still_open", "number", s.Number)
		}
		items, err := Items(tx, s.ID)
		if err != nil {
			return err
		}
		pending := 0
		for _, i := range items {
			if i.State == Pending {
				pending++
			}
		}
		if pending > 0 {
			return par.E(par.Closed, "council.items_pending", "count", pending, "number", s.Number)
		}
	}
	return nil
}

// tell lets the standing body and the appraisers concerned know what the
// council has decided otherwise than they had.
func tell(tx *db.Tx, permit policy.Permit, r round.Round, s Session) error {
	items, err := Items(tx, s.ID)
	if err != nil {
		return err
	}
	counts := map[par.ID]int{} // by appraiser
	all := 0
	for _, i := range items {
		if i.State != Decided {
			continue
		}
		scores, err := dossier.Scores(tx, i.DossierID)
		if err != nil {
			return err
		}
		mark := appraisal.Effective(scores, i.Leaf)
		if mark.Given() && !i.Proposal.gives(proposalOf(mark)) {
			counts[mark.Actor]++
			all++
		}
	}
	if all == 0 {
		return nil
	}
	standing, err := account.GrantsIn(tx, "", par.Standing)
	if err != nil {
		return err
	}
	told := []par.ID{permit.Actor().Person}
	post := func(person par.ID, count int, link string) error {
		if slices.Contains(told, person) {
			return nil
		}
		told = append(told, person)
		return notice.Post(tx, notice.Notice{
			Person: person, Kind: notice.CouncilDecided, Link: link, Round: r.ID, Subject: string(s.ID), By: permit.Actor().Person,
			Args: map[string]string{"round": r.Title, "count": notice.Count(count), "number": strconv.Itoa(s.Number)},
		})
	}
	for _, h := range standing {
		if err := post(h.Person, all, s.link()); err != nil {
			return err
		}
	}
	for _, person := range sorted(counts) {
		if err := post(person, counts[person], "/rounds/"+string(r.ID)+"/queue"); err != nil {
			return err
		}
	}
	return nil
}

func sorted(counts map[par.ID]int) []par.ID {
	people := make([]par.ID, 0, len(counts))
	for person := range counts {
		people = append(people, person)
	}
	slices.Sort(people)
	return people
}
