package council_test

import (
	"testing"

	"parindex/internal/council"
	"parindex/internal/par"
)

func TestWithoutAQuorumNothingIsDecided(t *testing.T) {
	w := one(t)
	w.call(w.kim, w.bao) // two of four: less than two thirds
	w.refused(w.decide(w.kim, "snv", "2.1", keep(), true), par.Closed, "council.no_quorum")
	w.refused(w.vote(w.loan, "snv", "2.1", council.For), par.Closed, "council.not_present")
	w.must(w.vote(w.bao, "snv", "2.1", council.For))
	w.refused(w.tryCall(w.kim, w.loan, w.tam), par.Closed, "council.has_voted")
	w.call(w.kim, w.bao, w.tam)
	w.refused(w.decide(w.kim, "snv", "2.1", keep(), false), par.Closed, "council.no_majority")
}

// Whoever cannot sign in is neither among the members nor among those present.
func TestAClosedAccountDoesNotCountForTheQuorum(t *testing.T) {
	w := one(t)
	w.call(w.kim, w.tam)
	admin := w.grant(w.enrol("nam", "Châu Hoài Nam"), par.Grant{Role: par.Admin})
	_, err := w.accounts.Deactivate(w.ctx(), admin, w.Key(), w.tam.Person, 1)
	w.must(err)
	tallied := func() council.Tally {
		t.Helper()
		v, err := w.Sitting(w.ctx(), w.Hanh, w.session)
		w.must(err)
		return v.Tally
	}
	if got := tallied(); got.Members != 3 || got.Present != 1 || got.Quorum != 2 {
		t.Errorf("one of two present is closed: %+v", got)
	}
	w.refused(w.decide(w.kim, "snv", "2.1", keep(), true), par.Closed, "council.no_quorum")
	w.refused(w.tryCall(w.kim, w.bao, w.tam), par.Closed, "council.locked_absent")
	w.call(w.kim, w.bao)
	if got := tallied(); got.Present != 2 || !got.Sits() {
		t.Errorf("two of the three who are left are present: %+v", got)
	}
	w.must(w.decide(w.kim, "snv", "2.1", keep(), true))
}
