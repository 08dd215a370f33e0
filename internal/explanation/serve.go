package explanation

import (
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// Serve puts the first result of each unit into a notice that never changes,
// and tells the unit's people of it. It is called when the round enters the
// explanation, with the permit of that move, after the dossiers have followed.
func Serve(tx *db.Tx, permit policy.Permit, r round.Round) error {
	places, err := dossier.Playing(tx, r)
	if err != nil {
		return err
	}
	for _, p := range places {
		if p.Dossier.State != par.Notified {
			continue
		}
		if err := serveOne(tx, permit, p); err != nil {
			return err
		}
	}
	return nil
}

func serveOne(tx *db.Tx, permit policy.Permit, p dossier.Place) error {
	scores, err := dossier.Scores(tx, p.Dossier.ID)
	if err != nil {
		return err
	}
	before, err := ListServed(tx, p.Dossier.ID)
	if err != nil {
		return err
	}
	s := Served{DossierID: p.Dossier.ID, Number: len(before) + 1, By: permit.Actor().Person}
	findings, err := dossier.InspectionsOf(tx, p.Dossier.ID)
	if err != nil {
		return err
	}
	if s.Body, err = bodyOf(p, scores); err != nil {
		return err
	}
	s.Body.Findings = foundOf(p.Edition.Set, findings)
	if s.Body.Judged, err = judgedOf(tx, p); err != nil {
		return err
	}
	if s, err = insertOne(tx, s); err != nil {
		return err
	}
	if err := tx.Audit(permit, db.Subject{Kind: "served", ID: string(s.ID)}, nil, s.Hash, p.Unit.Code); err != nil {
		return err
	}
	to, err := dossier.StaffOf(tx, p.Round.ID, p.Dossier.UnitID, par.Leader, par.Officer)
	if err != nil {
		return err
	}
	return post(tx, to, notice.Notice{
		Kind: notice.ResultServed, Link: "/dossiers/" + string(p.Dossier.ID) + "/notice", Round: p.Round.ID, Subject: string(s.ID), By: s.By,
		Args: map[string]string{
			"unit": p.Unit.Name, "cut": notice.Count(len(s.Body.Cuts)), "points": notice.Number(s.Body.Lost), "deadline": notice.Moment(s.Body.Closes),
		},
	})
}
