package explanation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Served is a first result as it was served on a unit. It never changes.
type Served struct {
	ID        par.ID
	DossierID par.ID
	Number    int // 1; a result that was taken back and served again has the next
	Body      Body
	Hash      string // of the stored body, in hexadecimal
	By        par.ID
	At        par.Time
}

// Body is what a notice says. Words of the catalogue stay out of it.
type Body struct {
	Year     int      `json:"year"`
	Round    string   `json:"round"`
	Block    string   `json:"block"`
	Unit     string   `json:"unit"`
	UnitCode string   `json:"unit_code"`
	Opens    par.Time `json:"opens"`
	Closes   par.Time `json:"closes"`

	Claimed par.Decimal `json:"claimed"`
	Given   par.Decimal `json:"given"`
	Lost    par.Decimal `json:"lost"`
	Kept    int         `json:"kept"` // leaves on which nothing was lost
	Areas   []AreaSum   `json:"areas"`
	Cuts    []Cut       `json:"cuts"`

	Findings []Found  `json:"findings,omitempty"` // of inspections, also about leaves that were not cut
	Judged   []Judged `json:"judged,omitempty"`   // documents, also of leaves that were not cut
}

// AreaSum says in short what became of one area.
type AreaSum struct {
	Code    string      `json:"code"`
	Title   string      `json:"title"`
	Claimed par.Decimal `json:"claimed"`
	Given   par.Decimal `json:"given"`
	Lost    par.Decimal `json:"lost"`
	Leaves  int         `json:"leaves"`
	Cut     int         `json:"cut"` // of the leaves
}

// Cut is one leaf on which points were lost.
type Cut struct {
	Area    string      `json:"area"`
	Leaf    string      `json:"leaf"`
	Title   string      `json:"title"`
	Max     par.Decimal `json:"max"`
	Claim   Said        `json:"claim"`
	Mark    Said        `json:"mark"`
	Claimed par.Decimal `json:"claimed"` // empty: waits for the block
	Given   par.Decimal `json:"given"`
	Lost    par.Decimal `json:"lost"`
	Reason  par.Reason  `json:"reason"`
	Remark  string      `json:"remark"`
}

// Said is what a score held.
type Said struct {
	Kind   dossier.Kind    `json:"kind"`
	Value  json.RawMessage `json:"value,omitempty"`
	Points par.Decimal     `json:"points,omitempty"`
}

func saidOf(s dossier.Score) Said {
	said := Said{Kind: s.Kind, Points: s.Points}
	if s.Value != nil {
		said.Value = json.RawMessage(s.Value.JSON())
	}
	return said
}

// Score makes a score of it again.
func (s Said) Score(leaf string) dossier.Score {
	out := dossier.Score{Leaf: leaf, Kind: s.Kind, Points: s.Points}
	if len(s.Value) > 0 {
		out.Value, _ = score.ReadValue(s.Value) // it was written by saidOf
	}
	return out
}

// bodyOf says what a first appraisal has made of a unit's claims.
func bodyOf(p dossier.Place, scores []dossier.Score) (Body, error) {
	w := p.Round.WindowFor(par.Explanation, p.Dossier.UnitID, "")
	b := Body{
		Year: p.Round.Year, Round: p.Round.Title, Block: p.Block.Name, Unit: p.Unit.Name, UnitCode: p.Unit.Code,
		Opens: w.Opens, Closes: w.Closes, Claimed: "0", Given: "0", Lost: "0", Cuts: []Cut{},
	}
	claims, marks := dossier.ByLeaf(scores, score.StageSelf), dossier.ByLeaf(scores, score.StageAppraisal1)
	for _, area := range p.Edition.Set.Areas() {
		sum := AreaSum{Code: area.Code, Title: area.Title, Claimed: "0", Given: "0", Lost: "0"}
		for _, leaf := range leavesOf(area) {
			if leaf.Rule.Type == score.RuleSurvey {
				continue
			}
			weight, err := Weigh(p.Edition.Set, leaf, claims[leaf.Code], marks[leaf.Code])
			if err != nil {
				return b, err
			}
			sum.add(weight)
			if mark := marks[leaf.Code]; mark.Reason != "" {
				sum.Cut++
				b.Cuts = append(b.Cuts, cutOf(area, leaf, claims[leaf.Code], mark, weight))
			}
		}
		if sum.Leaves > 0 {
			b.add(sum)
		}
	}
	return b, nil
}

func cutOf(area, leaf *score.Node, claim, mark dossier.Score, w Weight) Cut {
	return Cut{
		Area: area.Code, Leaf: leaf.Code, Title: leaf.Title, Max: leaf.Max, Claim: saidOf(claim), Mark: saidOf(mark),
		Claimed: w.Claimed, Given: w.Given, Lost: w.Lost, Reason: mark.Reason, Remark: mark.Note,
	}
}

func (a *AreaSum) add(w Weight) {
	a.Leaves++
	a.Claimed, a.Given, a.Lost = a.Claimed.Add(zero(w.Claimed)), a.Given.Add(zero(w.Given)), a.Lost.Add(zero(w.Lost))
}

func (b *Body) add(a AreaSum) {
	b.Areas = append(b.Areas, a)
	b.Claimed, b.Given, b.Lost = b.Claimed.Add(a.Claimed), b.Given.Add(a.Given), b.Lost.Add(a.Lost)
	b.Kept += a.Leaves - a.Cut
}

func zero(d par.Decimal) par.Decimal {
	if !d.Known() {
		return "0"
	}
	return d
}

func leavesOf(n *score.Node) []*score.Node {
	if n.Leaf() {
		return []*score.Node{n}
	}
	var leaves []*score.Node
	for _, child := range n.Children {
		leaves = append(leaves, leavesOf(child)...)
	}
	return leaves
}

const servedColumns = `s.id, s.dossier_id, s.number, s.body, s.hash, s.served_by, s.served_at`

func scanServed(row db.Scanner) (Served, error) {
	var s Served
	var body string
	if err := row.Scan(&s.ID, &s.DossierID, &s.Number, &body, &s.Hash, &s.By, &s.At); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(body), &s.Body)
}

const selectServed = `
SELECT ` + servedColumns + `
FROM served AS s
WHERE s.dossier_id = $1
ORDER BY s.number DESC
LIMIT 100`

// ListServed lists what was served on a unit in a round, the latest first.
func ListServed(tx *db.Tx, dossierID par.ID) ([]Served, error) {
	return db.List(tx, scanServed, selectServed, dossierID)
}

const selectServedByID = `
SELECT ` + servedColumns + `
FROM served AS s
WHERE s.id = $1`

// ServedByID finds one served result.
func ServedByID(tx *db.Tx, id par.ID) (Served, error) {
	return db.One(tx, scanServed, selectServedByID, id)
}

const insertServed = `
INSERT INTO served (id, dossier_id, number, body, hash, served_by, served_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)`

func insertOne(tx *db.Tx, s Served) (Served, error) {
	body, err := json.Marshal(s.Body)
	if err != nil {
		return s, fmt.Errorf("write a served result: %w", err)
	}
	sum := sha256.Sum256(body)
	s.ID, s.Hash, s.At = tx.NewID(), hex.EncodeToString(sum[:]), tx.Now()
	_, err = tx.Exec(insertServed, s.ID, s.DossierID, s.Number, string(body), s.Hash, s.By, s.At)
	return s, err
}

const selectServedIn = `
SELECT ` + servedColumns + `
FROM served AS s
JOIN dossier AS d ON d.id = s.dossier_id
WHERE d.round_id = $1
ORDER BY s.dossier_id, s.number
LIMIT 10000`

// latestIn finds the latest served result of each dossier of a round.
func latestIn(tx *db.Tx, r round.Round) (map[par.ID]Served, error) {
	all, err := db.List(tx, scanServed, selectServedIn, r.ID)
	latest := make(map[par.ID]Served, len(all))
	for _, s := range all {
		latest[s.DossierID] = s
	}
	return latest, err
}
