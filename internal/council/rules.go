package council

import (
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Share is how many out of a number are enough.
type Share string

// The shares.
const (
	Half      Share = "half"       // more than half
	TwoThirds Share = "two_thirds" // two thirds at least
)

// Shares lists the shares.
func Shares() []Share { return []Share{Half, TwoThirds} }

// Of returns the least number that is enough of n.
func (s Share) Of(n int) int {
	if s == TwoThirds {
		return (2*n + 2) / 3
	}
	return n/2 + 1
}

// maxWords is the longest argument, remark or note, in characters.
const maxWords = 4000

// check tells whether a session can be held as it is planned, and no sooner
// than the earliest moment.
func (s Session) check(earliest par.Time) error {
	faults := map[string]par.Text{}
	switch {
	case s.HeldAt == 0:
		faults["held"] = par.T("council.when_needed")
	case s.HeldAt < earliest:
		faults["held"] = par.T("council.when_past", "now", earliest)
	}
	if n := utf8.RuneCountInString(s.Place); n == 0 || n > 300 {
		faults["place"] = par.T("error.length", "min", 1, "max", 300)
	}
	if !s.Chair.Valid() {
		faults["chair"] = par.T("error.choose")
	}
	switch {
	case !s.Clerk.Valid():
		faults["clerk"] = par.T("error.choose")
	case s.Clerk == s.Chair:
		faults["clerk"] = par.T("council.clerk_is_chair")
	}
	if !slices.Contains(Shares(), s.Quorum) {
		faults["quorum"] = par.T("error.choose")
	}
	if !slices.Contains(Shares(), s.Majority) {
		faults["majority"] = par.T("error.choose")
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

// words cleans what was typed and refuses what is missing or too long.
func words(field, text string, least int) (string, error) {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n < least || n > maxWords {
		return text, par.InvalidFields(map[string]par.Text{field: par.T("error.length", "min", least, "max", maxWords)})
	}
	return text, nil
}

// Tally is how the votes on one item stand.
type Tally struct {
	Members  int // of the council
	Present  int
	Entitled int // present, and not of the unit
	For      int
	Against  int
	Abstain  int
	Quorum   int // how many must be present
	Majority int // how many must be for the proposal
}

// Cast is how many have voted.
func (t Tally) Cast() int { return t.For + t.Against + t.Abstain }

// Sits tells whether enough members are present.
func (t Tally) Sits() bool { return t.Members > 0 && t.Present >= t.Quorum }

// Carried tells whether enough are for the proposal.
func (t Tally) Carried() bool { return t.Entitled > 0 && t.For >= t.Majority }

// tally counts the votes on an item. own tells who belongs to the unit. A
// member whose account is closed counts for nothing, nor does his vote.
func (s Session) tally(seats []Seat, own func(Seat) bool, votes []Vote) Tally {
	t := Tally{}
	locked := map[par.ID]bool{}
	for _, seat := range seats {
		locked[seat.Person] = seat.Locked
		if !seat.Member || seat.Locked {
			continue
		}
		t.Members++
		if !seat.Present {
			continue
		}
		t.Present++
		if !own(seat) {
			t.Entitled++
		}
	}
	for _, v := range votes {
		if locked[v.Person] {
			continue
		}
		switch v.Choice {
		case For:
			t.For++
		case Against:
			t.Against++
		case Abstain:
			t.Abstain++
		case Own:
		}
	}
	t.Quorum, t.Majority = s.Quorum.Of(t.Members), s.Majority.Of(t.Entitled)
	return t
}

// adopted tells how a decision that gives this may be recorded, or why it may not.
func (t Tally) adopted(table, decided Proposal, unanimous bool) (Manner, error) {
	switch {
	case !t.Sits():
		return "", par.E(par.Closed, "council.no_quorum", "present", t.Present, "members", t.Members, "needed", t.Quorum)
	case t.Cast() == 0 && !unanimous:
		return "", par.InvalidFields(map[string]par.Text{"unanimous": par.T("council.say_unanimous")})
	case t.Cast() == 0:
		return ByConsensus, nil
	case !table.gives(decided):
		return "", par.E(par.Closed, "council.votes_on_other", "cast", t.Cast())
	case !t.Carried():
		return "", par.E(par.Closed, "council.no_majority", "for", t.For, "against", t.Against, "abstain", t.Abstain, "needed", t.Majority)
	}
	return ByVote, nil
}

// conclude turns what was typed into a proposal: the claim or the mark as they
// stand, points, or figures for the rule to judge.
func conclude(set *score.Set, node *score.Node, claim, mark dossier.Score, in appraisal.Mark) (Proposal, error) {
	if in.Verdict == Keep {
		if !mark.Given() {
			return Proposal{}, par.InvalidFields(map[string]par.Text{"verdict": par.T("council.no_mark_to_keep")})
		}
		kept := proposalOf(mark)
		if remark := strings.TrimSpace(in.Remark); remark != "" {
			kept.Note = remark
		}
		_, err := words("remark", kept.Note, 0)
		return kept, err
	}
	in.Leaf = node.Code
	concluded, err := appraisal.Conclude(set, node, claim, in)
	return proposalOf(concluded), err
}
