package appraisal

import (
	"context"
	"strings"
	"unicode/utf8"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Lengths of what is typed about a finding, in characters.
const (
	maxSource  = 200
	maxFinding = 4000
	maxReason  = 2000
)

// Finding is what the standing body types about an inspection.
type Finding struct {
	Unit    par.ID
	Leaf    string
	Source  string
	FoundOn string // 02/01/2026 or 2026-01-02
	Body    string
	Most    par.Decimal // empty: it only informs
}

// RecordInspection attaches a finding to a leaf of a unit. With a most it
// overrules the claim, and marks above it are open again.
func (s *Service) RecordInspection(ctx context.Context, actor par.Actor, roundID par.ID, in Finding, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.RecordInspection)
		if !in.Unit.Valid() {
			return fault("unit", par.T("error.choose"))
		}
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		d, err := dossier.Of(tx, roundID, in.Unit)
		if par.Is(err, par.NotFound) { // before the round opens there are no dossiers
			_, err = tx.Check(actor, policy.RecordInspection, r.Resource())
			return err
		}
		if err != nil {
			return err
		}
		p, err := dossier.PlaceOf(tx, d.ID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.RecordInspection, p.LeafResource(in.Leaf), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.ID, error) {
			i, err := in.settle(tx, p)
			if err != nil {
				return "", err
			}
			i.ID, i.RecordedBy, i.RecordedAt = tx.NewID(), actor.Person, tx.Now()
			if err := dossier.AddInspection(tx, permit, i); err != nil {
				return "", err
			}
			return i.ID, tellFound(tx, permit, p, i)
		})
		return err
	})
}

// tellFound tells the unit of a finding that comes after its result was
// served: the notice of the result could not name it.
func tellFound(tx *db.Tx, permit policy.Permit, p dossier.Place, i dossier.Inspection) error {
	unit := par.Actor{Grants: []par.Grant{{Role: par.Officer, Unit: p.Unit.ID}}}
	if _, hidden := policy.Check(unit, policy.ReadInspection, p.Resource(p.AreaOf(i.Leaf)), tx.Now()); hidden != nil {
		return nil
	}
	n := notice.Notice{Kind: notice.FindingRecorded, Link: "/dossiers/" + string(p.Dossier.ID) + "/notice", Subject: string(i.ID)}
	n.Args = map[string]string{"leaf": i.Leaf, "source": i.Source, "most": notice.Word("notice.finding_informs")}
	if i.Most.Known() {
		n.Args["most"] = notice.Number(i.Most)
	}
	return dossier.TellUnit(tx, permit, p, n, par.Officer, par.Leader)
}

// settle makes a finding of what was typed, or says which fields are at fault.
func (in Finding) settle(tx *db.Tx, p dossier.Place) (dossier.Inspection, error) {
	faults := map[string]par.Text{}
	line := func(name, text string, most int) string {
		text = strings.TrimSpace(i18n.NFC(text))
		if n := utf8.RuneCountInString(text); n < 1 || n > most {
			faults[name] = par.T("error.length", "min", 1, "max", most)
		}
		return text
	}
	i := dossier.Inspection{DossierID: p.Dossier.ID, Leaf: in.Leaf, Most: in.Most}
	i.Source, i.Body = line("source", in.Source, maxSource), line("body", in.Body, maxFinding)
	day, ok := par.ParseDate(strings.TrimSpace(in.FoundOn))
	if i.FoundOn = day; !ok || day > i18n.DayOf(tx.Now()) {
		faults["found_on"] = par.T("fair.finding_date")
	}
	node, err := leafToAppraise(p.Edition.Set, in.Leaf)
	switch {
	case err != nil:
		faults["leaf"] = par.T("error.choose")
	case in.Most.Known() && node.Kind == score.Penalty:
		faults["most"] = par.T("fair.most_of_penalty")
	case in.Most.Known() && (in.Most.Sign() < 0 || in.Most.Cmp(node.Max) > 0 || in.Most.Round(p.Edition.Set.PointsDecimals) != in.Most):
		faults["most"] = par.T("error.range", "min", "0", "max", node.Max)
	}
	if len(faults) > 0 {
		return i, par.InvalidFields(faults)
	}
	return i, nil
}

// RemoveInspection takes a finding away, with who did it and when. Until the
// result is decided it is the one way past its most, for the council too.
func (s *Service) RemoveInspection(ctx context.Context, actor par.Actor, id par.ID, version int64, reason string, key db.Key) (round par.ID, err error) {
	reason = strings.TrimSpace(i18n.NFC(reason))
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := dossier.InspectionByID(tx, id)
		if err != nil {
			return err
		}
		p, err := dossier.PlaceOf(tx, i.DossierID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.RemoveInspection, p.LeafResource(i.Leaf), key)
		if err != nil {
			return err
		}
		round, err = db.Once(tx, actor, key, func() (par.ID, error) {
			if n := utf8.RuneCountInString(reason); n < 1 || n > maxReason {
				return "", fault("reason", par.T("error.length", "min", 1, "max", maxReason))
			}
			return p.Round.ID, dossier.RemoveInspection(tx, permit, i, version, reason)
		})
		return err
	})
	return round, err
}

// Inspected is a finding with whom and what it concerns.
type Inspected struct {
	dossier.Inspection
	Unit     unit.Unit
	Block    string
	Node     *score.Node
	Mark     score.LeafScore // what the leaf is given now; State Missing: nothing yet
	Exceeded bool            // the mark gives more than the finding leaves
	Mine     bool            // the reader may take it away now
}

// Inspections is the findings of a round, and where new ones may be attached.
type Inspections struct {
	Round    round.Round
	Findings []Inspected     // the latest first, those taken away too
	Places   []dossier.Place // units whose leaves may be given findings by the reader
	Names    map[par.ID]string
	Now      par.Time
}

// Inspections lists the findings of a round for the standing body.
func (s *Service) Inspections(ctx context.Context, actor par.Actor, roundID par.ID) (Inspections, error) {
	var v Inspections
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = loadInspections(tx, actor, roundID)
		return err
	})
	return v, err
}

func loadInspections(tx *db.Tx, actor par.Actor, roundID par.ID) (Inspections, error) {
	v := Inspections{Now: tx.Now()}
	var err error
	if v.Round, err = round.ByID(tx, roundID); err != nil {
		return v, err
	}
	if _, err = tx.Check(actor, policy.ListInspections, v.Round.Resource()); err != nil {
		return v, err
	}
	all, err := dossier.InspectionsIn(tx, roundID)
	if err != nil {
		return v, err
	}
	people := map[par.ID]bool{}
	for _, i := range all {
		one, err := inspected(tx, actor, i)
		if err != nil {
			return v, err
		}
		v.Findings = append(v.Findings, one)
		people[i.RecordedBy], people[i.RemovedBy] = true, true
	}
	places, err := dossier.Playing(tx, v.Round)
	if err != nil {
		return v, err
	}
	for _, p := range places {
		if _, refused := policy.Check(actor, policy.RecordInspection, p.Resource(""), tx.Now()); refused == nil {
			v.Places = append(v.Places, p)
		}
	}
	v.Names, err = account.Names(tx, sorted(people))
	return v, err
}

func inspected(tx *db.Tx, actor par.Actor, i dossier.Inspection) (Inspected, error) {
	v := Inspected{Inspection: i}
	p, err := dossier.PlaceOf(tx, i.DossierID)
	if err != nil {
		return v, err
	}
	v.Unit, v.Block = p.Unit, p.Block.Code
	v.Node, _ = p.Edition.Set.Find(i.Leaf)
	mark, err := standingMark(tx, i.DossierID, i.Leaf)
	if err != nil {
		return v, err
	}
	if v.Mark, err = score.EvaluateLeaf(p.Edition.Set, i.Leaf, answerOf(mark, i.Leaf), nil); err != nil {
		return v, err
	}
	if i.RemovedAt == 0 {
		v.Exceeded, err = Exceeds(p.Edition.Set, i.Leaf, mark, i)
		_, refused := policy.Check(actor, policy.RemoveInspection, p.LeafResource(i.Leaf), tx.Now())
		v.Mine = refused == nil
	}
	return v, err
}
