package policy

import (
	"testing"
	"time"

	"parindex/internal/par"
)

const (
	stp   par.ID = "stp"
	syt   par.ID = "syt"
	round par.ID = "r2026"
)

func holder(grants ...par.Grant) par.Actor { return par.Actor{Person: "p", Grants: grants} }

var (
	noon     = par.At(time.Date(2026, 11, 18, 5, 0, 0, 0, time.UTC))
	deadline = noon.Add(5 * time.Hour)
)

func draftOf(unit par.ID) Resource {
	return Resource{Unit: unit, Round: round, Block: "so", Area: "3", Stage: par.SelfScoring, Dossier: par.Draft, Opens: noon, Deadline: deadline}
}

func inAppraisal(unit par.ID, area string) Resource {
	r := draftOf(unit)
	r.Stage, r.Dossier, r.Area = par.Appraisal1, par.InAppraisal, area
	return r
}

func TestCheck(t *testing.T) {
	officer := holder(par.Grant{Role: par.Officer, Unit: stp})
	appraiser := holder(par.Grant{Role: par.Appraiser, Unit: stp, Round: round, Block: "so", Area: "3"})
	both := holder(par.Grant{Role: par.Appraiser, Round: round, Area: "3"}, par.Grant{Role: par.Officer, Unit: syt})
	publisher := holder(par.Grant{Role: par.Publisher})
	decided := Resource{Stage: par.Decided, Person: "another"}
	decidedByMe := Resource{Stage: par.Decided, Person: "p"}

	for _, c := range []struct {
		name   string
		actor  par.Actor
		action Action
		what   Resource
		at     par.Time
		want   par.Code // "" for allowed
	}{
		{"an officer declares for his unit", officer, DeclareScore, draftOf(stp), noon, ""},
		{"in the last microsecond", officer, DeclareScore, draftOf(stp), deadline - 1, ""},
		{"at the deadline itself it is over", officer, DeclareScore, draftOf(stp), deadline, par.Closed},
		{"before the opening", officer, DeclareScore, draftOf(stp), noon - 1, par.Closed},
		{"another unit does not exist for him", officer, DeclareScore, draftOf(syt), noon, par.NotFound},
		{"after submission nothing changes", officer, DeclareScore, inAppraisal(stp, "3"), noon, par.Closed},
		{"the public must sign in", par.Actor{}, DeclareScore, draftOf(stp), noon, par.Unauthenticated},
		{"an administrator never scores", holder(par.Grant{Role: par.Admin}), DeclareScore, draftOf(stp), noon, par.Forbidden},
		{"an appraiser marks his area", appraiser, AppraiseScore, inAppraisal(syt, "3"), noon, ""},
		{"not another area", appraiser, AppraiseScore, inAppraisal(syt, "4"), noon, par.NotFound},
		{"never his own unit", appraiser, AppraiseScore, inAppraisal(stp, "3"), noon, par.NotFound},
		{"nor a unit he serves in another role", both, AppraiseScore, inAppraisal(syt, "3"), noon, par.NotFound},
		{"nor a draft", appraiser, ReadDossier, draftOf(syt), noon, par.NotFound},
		{"the standing body does not read drafts", holder(par.Grant{Role: par.Standing}), ReadDossier, draftOf(stp), noon, par.NotFound},
		{"publishing what another decided", publisher, PublishResult, decided, noon, ""},
		{"four eyes", publisher, PublishResult, decidedByMe, noon, par.Forbidden},
		{"an unknown action is denied", officer, Action("x"), Resource{}, noon, par.Forbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			permit, err := Check(c.actor, c.action, c.what, c.at)
			if c.want == "" {
				if err != nil || permit.IsZero() {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if !par.Is(err, c.want) || !permit.IsZero() {
				t.Errorf("error %v, want code %s and no permit", err, c.want)
			}
		})
	}
}

func TestRefusalExplainsTheRuleThatCameClosest(t *testing.T) {
	officer := holder(par.Grant{Role: par.Officer, Unit: syt}, par.Grant{Role: par.Officer, Unit: stp})
	_, err := Check(officer, DeclareScore, draftOf(stp), deadline)
	refusal, ok := par.AsError(err)
	if !ok || refusal.Key != "policy.deadline" || refusal.Args["deadline"] != deadline {
		t.Errorf("refusal %+v, want the deadline with its time", refusal)
	}
}

func TestMayEverTellsNothingOfWhatExists(t *testing.T) {
	viewer := holder(par.Grant{Role: par.Viewer})
	if err := MayEver(viewer, DeclareScore); !par.Is(err, par.Forbidden) {
		t.Errorf("a viewer: %v, want forbidden", err)
	}
	if err := MayEver(par.Actor{}, DeclareScore); !par.Is(err, par.Unauthenticated) {
		t.Errorf("the public: %v, want unauthenticated", err)
	}
	if err := MayEver(par.Actor{}, ReadPublic); err != nil {
		t.Errorf("the public page: %v, want nil", err)
	}
}

func TestEveryActionHasARow(t *testing.T) {
	seen := map[Action]bool{}
	for _, a := range Actions() {
		seen[a] = true
	}
	for _, r := range table {
		if r.Role == "" || r.Action == "" {
			t.Errorf("row %+v has no role or no action", r)
		}
	}
	if len(seen) < 35 {
		t.Errorf("%d actions in the table, want every action", len(seen))
	}
}
