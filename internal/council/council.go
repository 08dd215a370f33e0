// Package council owns the sittings of the appraisal council: who sits on it,
// when it meets, which leaves lie before it, how it votes and what it decides.
//
// It settles what appraisers and units still dispute, and must not know results
// or publications. Start with states.go, then agenda.go and decide.go.
package council

import (
	"bytes"
	"encoding/json"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Session is one meeting of the council.
type Session struct {
	ID        par.ID
	RoundID   par.ID
	Number    int      // from 1 within the round
	HeldAt    par.Time // when it is to begin
	Place     string
	Chair     par.ID // who leads it
	Clerk     par.ID // who keeps its minutes
	Quorum    Share  // of the members that must be present
	Majority  Share  // of those present and entitled that must be for a proposal
	InvitedAt par.Time
	OpenedAt  par.Time
	ClosedAt  par.Time
	Note      string // what the minutes say at their end
	Version   int64
}

// State tells where the session stands.
func (s Session) State() SessionState {
	switch {
	case s.ClosedAt != 0:
		return Closed
	case s.OpenedAt != 0:
		return Open
	}
	return Planned
}

// Resource describes the session to the policy table.
func (s Session) Resource(r round.Round) policy.Resource { return s.within(r.Resource()) }

// ItemResource describes a leaf of a unit before the session.
func (s Session) ItemResource(p dossier.Place, leaf string) policy.Resource {
	return s.within(p.LeafResource(leaf))
}

func (s Session) within(r policy.Resource) policy.Resource {
	r.Running, r.Chair, r.Clerk = s.State() == Open, s.Chair, s.Clerk
	return r
}

// Ground says why a leaf lies before the council.
type Ground string

// The grounds. The first two are found by the program.
const (
	Explained Ground = "explained" // the unit explained it, and points are still cut
	Differing Ground = "differing" // a second opinion differs from the mark
	Appeal    Ground = "appeal"    // the unit has appealed
	Added     Ground = "added"     // a member or the standing body asks for it
)

// Grounds lists the grounds in the order in which they are shown.
func Grounds() []Ground { return []Ground{Explained, Differing, Appeal, Added} }

// Manner says how a decision came about.
type Manner string

// The manners of deciding.
const (
	ByVote      Manner = "vote"
	ByConsensus Manner = "consensus" // nobody asked for a vote, and nobody objected
)

// Proposal is what the council is asked to give, and with the decision what it
// gave: a score without stage and author.
type Proposal struct {
	Kind   dossier.Kind
	Value  *score.Value
	Points par.Decimal
	Reason par.Reason
	Note   string
}

func proposalOf(s dossier.Score) Proposal {
	return Proposal{s.Kind, s.Value, s.Points, s.Reason, s.Note}
}

// Score is the proposal as a score of the council.
func (p Proposal) Score(leaf string) dossier.Score {
	return dossier.Score{Leaf: leaf, Stage: score.StageCouncil, Kind: p.Kind, Value: p.Value, Points: p.Points, Reason: p.Reason, Note: p.Note}
}

// gives tells whether both proposals give the unit the same, whatever words go with it.
func (p Proposal) gives(other Proposal) bool {
	return p.Kind == other.Kind && p.Points == other.Points && bytes.Equal(figures(p.Value), figures(other.Value))
}

func figures(v *score.Value) []byte {
	if v == nil {
		return nil
	}
	return v.JSON()
}

// stored is the form in which a proposal is kept.
type stored struct {
	Kind   dossier.Kind    `json:"kind"`
	Value  json.RawMessage `json:"value,omitempty"`
	Points par.Decimal     `json:"points,omitempty"`
	Reason par.Reason      `json:"reason,omitempty"`
	Note   string          `json:"note,omitempty"`
}

func (p Proposal) encode() (string, error) {
	raw, err := json.Marshal(stored{p.Kind, figures(p.Value), p.Points, p.Reason, p.Note})
	return string(raw), err
}

func readProposal(body string) (Proposal, error) {
	var s stored
	if err := json.Unmarshal([]byte(body), &s); err != nil {
		return Proposal{}, err
	}
	p := Proposal{Kind: s.Kind, Points: s.Points, Reason: s.Reason, Note: s.Note}
	if len(s.Value) == 0 {
		return p, nil
	}
	var err error
	p.Value, err = score.ReadValue(s.Value)
	return p, err
}

// Item is a leaf of a unit on a session's agenda.
type Item struct {
	ID         par.ID
	SessionID  par.ID
	DossierID  par.ID
	Leaf       string
	Ground     Ground
	Position   int
	Proposal   Proposal // on the table; once decided, what was decided
	Argument   string   // of whoever brought it before the council
	ProposedBy par.ID   // par.Program for what the program found
	State      ItemState
	Discussion string // what the minutes tell of it
	Manner     Manner
	Decision   int64 // version of the council's score; 0: none yet
	DecidedBy  par.ID
	DecidedAt  par.Time
	Version    int64
}

// Choice is what a member says of a proposal.
type Choice string

// The choices. Own is written by the program for a member who is present and
// belongs to the unit.
const (
	For     Choice = "for"
	Against Choice = "against"
	Abstain Choice = "abstain"
	Own     Choice = "own"
)

// Choices lists what a member may say.
func Choices() []Choice { return []Choice{For, Against, Abstain} }

// Vote is one member's word on the proposal of one item.
type Vote struct {
	Person  par.ID
	Choice  Choice
	At      par.Time
	Version int64
}

// Presence is one line of the roll of a session.
type Presence struct {
	Person  par.ID
	Present bool
	Note    string // why absent, or from when to when
}

// Keep is the verdict that leaves the appraisers' mark as it is.
const Keep appraisal.Verdict = "keep"

// Service offers the use cases of the council.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

func sessionSubject(id par.ID) db.Subject { return db.Subject{Kind: "council_session", ID: string(id)} }

func itemSubject(id par.ID) db.Subject { return db.Subject{Kind: "council_item", ID: string(id)} }
