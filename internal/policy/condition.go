package policy

import (
	"slices"
	"strings"

	"parindex/internal/par"
)

// Resource is what an action is done to, as far as the table asks about it.
// Fields that a kind of resource does not have stay empty.
type Resource struct {
	Unit      par.ID           // whose thing it is
	Round     par.ID           // the round it belongs to
	Block     string           // the block within the round
	Area      string           // the area of criteria; empty for a whole dossier
	Stage     par.Stage        // where the round stands
	Dossier   par.DossierState // where the dossier stands
	Opens     par.Time         // when the present stage opens for this unit
	Deadline  par.Time         // when it closes for this unit; zero: no deadline
	Person    par.ID           // the person concerned, or who did the step before
	Frozen    bool             // nothing of it may change any more
	Out       bool             // the block is left out of the round, or the unit was dropped
	Explained bool             // the leaf lost points or was opened, so that the unit may explain it
	Late      par.Stage        // a stage whose time still runs for this leaf alone; empty: none
	Holder    par.ID           // whose the item is among several appraisers; empty: anybody's
	Asked     par.ID           // who was asked for a second opinion of the leaf; empty: nobody
	Audience  par.Audience     // who may read a thread
	OnBehalf  bool             // the standing body enters it from paper or a spreadsheet
	Running   bool             // the council's session is going on
	Chair     par.ID           // who leads the session
	Clerk     par.ID           // who keeps its minutes
	Begun     par.Time         // when the upload of a document began; zero: unknown
	Grace     par.Time         // until when what had begun in time may still arrive; zero: no grace
	Released  bool             // it has been made public
}

// Condition is one reason for which a rule may not hold.
type Condition struct {
	Name string
	code par.Code
	key  string
	args func(Resource) par.Args
	hold func(par.Actor, par.Grant, Resource, par.Time) bool
}

// When lists the conditions of a rule in the order in which they are asked.
// Relations come first: to someone without one, the resource does not exist.
func When(conditions ...Condition) []Condition { return conditions }

func relation(name string, hold func(par.Actor, par.Grant, Resource, par.Time) bool) Condition {
	return Condition{Name: name, code: par.NotFound, key: "error.not_found", hold: hold}
}

// The relations between a person and a thing.
var (
	OwnUnit = relation("own unit", func(_ par.Actor, g par.Grant, r Resource, _ par.Time) bool {
		return g.Unit != "" && g.Unit == r.Unit && (g.Round == "" || g.Round == r.Round)
	})
	AssignedArea = relation("assigned area", func(_ par.Actor, g par.Grant, r Resource, _ par.Time) bool {
		return g.Round == r.Round && (g.Block == "" || g.Block == r.Block) && (r.Area == "" || g.Area == "" || g.Area == r.Area)
	})
	Oneself = relation("oneself", func(a par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
		return a.Person == r.Person
	})
)

// OwnRole holds for a role that the actor was given himself: what is lent to
// him he cannot lend on.
var OwnRole = Condition{
	Name: "a role of one's own", code: par.Forbidden, key: "policy.lent_role",
	hold: func(_ par.Actor, g par.Grant, _ Resource, _ par.Time) bool { return g.Lent == "" },
}

// InRound holds for a role given for every round, or for this one.
var InRound = relation("in the round", func(_ par.Actor, g par.Grant, r Resource, _ par.Time) bool {
	return g.Round == "" || g.Round == r.Round
})

// TakesPart keeps a block that is left out, and a unit that was dropped, as they are.
var TakesPart = Condition{
	Name: "takes part", code: par.Closed, key: "policy.out",
	hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return !r.Out },
}

// HoldsIt keeps an item for the one appraiser to whom it was allotted.
var HoldsIt = Condition{
	Name: "allotted to oneself or to nobody", code: par.Closed, key: "policy.allotted",
	hold: func(a par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
		return r.Holder == "" || r.Holder == a.Person
	},
}

// AskedFor holds for the one person whose second opinion was asked, while he
// is an appraiser of the round.
var AskedFor = relation("asked of oneself", func(a par.Actor, g par.Grant, r Resource, _ par.Time) bool {
	return r.Asked != "" && r.Asked == a.Person && g.Round == r.Round
})

// OnBehalf holds once the standing body has begun to enter a unit's sheet for it.
var OnBehalf = relation("entered on the unit's behalf", func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
	return r.OnBehalf
})

// NotAsked keeps whoever was asked for a second opinion from giving the first.
var NotAsked = Condition{
	Name: "not asked for the second opinion", code: par.Closed, key: "policy.asked_second",
	hold: func(a par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
		return r.Asked == "" || r.Asked != a.Person
	},
}

// SameArea holds for an appraiser of the area, whatever the round in which he is.
var SameArea = relation("appraises the area", func(_ par.Actor, g par.Grant, r Resource, _ par.Time) bool {
	return g.Round != "" && (r.Area == "" || g.Area == "" || g.Area == r.Area)
})

// AfterNotice keeps from a unit what was found about it until its result has
// been served, or the procedure has gone on without.
var AfterNotice = Condition{
	Name: "after result 1 was served", code: par.NotFound, key: "error.not_found",
	hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
		return slices.Contains([]par.DossierState{par.Notified, par.Explaining, par.InAppraisal2, par.BeforeCouncil, par.Adopted, par.PublishedState}, r.Dossier)
	},
}

// Explainable lets a unit explain only what lost points or was opened for it.
var Explainable = Condition{
	Name: "points were lost or the leaf was opened", code: par.Closed, key: "policy.not_explainable",
	hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return r.Explained },
}

// SessionRuns holds while the council sits.
var SessionRuns = Condition{
	Name: "the session is open", code: par.Closed, key: "policy.no_session",
	hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return r.Running },
}

// Settled keeps appraisers from a leaf that the unit may still change.
var Settled = Condition{
	Name: "the unit's time for the leaf is over", code: par.Closed, key: "policy.leaf_still_open",
	args: func(r Resource) par.Args { return par.Args{"deadline": r.Deadline} },
	hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return r.Late == "" },
}

// Presides keeps the course of a session for the one who leads it and the one
// who keeps its minutes.
var Presides = Condition{
	Name: "chairs the session or keeps its minutes", code: par.Forbidden, key: "policy.presides",
	hold: func(a par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
		return a.Person == r.Chair || a.Person == r.Clerk
	},
}

// LeafExtended holds while one leaf alone has more time in a stage.
func LeafExtended(stage par.Stage) Condition {
	return Condition{
		Name: "more time for this leaf in " + string(stage), code: par.Closed, key: "policy.stage",
		args: func(r Resource) par.Args { return par.Args{"stage": par.T("stage." + string(r.Stage))} },
		hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return r.Late == stage },
	}
}

// BegunInTime holds for what had begun to arrive before the deadline, where
// the round's rule gives it time to end.
var BegunInTime = Condition{
	Name: "begun before the deadline, within the round's grace", code: par.Closed, key: "policy.deadline",
	args: func(r Resource) par.Args { return par.Args{"deadline": r.Deadline, "opens": r.Opens} },
	hold: func(_ par.Actor, _ par.Grant, r Resource, now par.Time) bool {
		return r.Begun != 0 && r.Begun >= r.Opens && r.Begun < r.Deadline && now < r.Grace
	},
}

// HeardBy holds for a thread that is for one of these audiences.
func HeardBy(audiences ...par.Audience) Condition {
	return relation("thread for "+join(audiences), func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
		return r.Audience == "" || slices.Contains(audiences, r.Audience)
	})
}

// NotOwnUnit keeps everyone from judging a unit in whose name he holds any role.
var NotOwnUnit = Condition{
	Name: "not one's own unit", code: par.NotFound, key: "error.not_found",
	hold: func(a par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return !a.Belongs(r.Unit) },
}

// AfterSubmission keeps a draft within its unit.
var AfterSubmission = Condition{
	Name: "after submission", code: par.NotFound, key: "error.not_found",
	hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
		return r.Dossier != par.Draft && r.Dossier != par.AwaitingLeader && r.Dossier != ""
	},
}

// AfterPublication keeps results from the units until they are public.
var AfterPublication = Condition{
	Name: "after publication", code: par.Closed, key: "policy.not_published",
	hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return r.Released },
}

// BeforeDeadline holds from the opening of the stage until its deadline, the
// deadline's own moment excluded. The time is the one at which the transaction
// accepts the change.
var BeforeDeadline = Condition{
	Name: "before the deadline", code: par.Closed, key: "policy.deadline",
	args: func(r Resource) par.Args { return par.Args{"deadline": r.Deadline, "opens": r.Opens} },
	hold: func(_ par.Actor, _ par.Grant, r Resource, now par.Time) bool {
		return now >= r.Opens && (r.Deadline == 0 || now < r.Deadline)
	},
}

// NotFrozen, NotReleased, BeforeDecision and BeforePublication keep what has
// been settled from changing.
var (
	NotFrozen = Condition{
		Name: "not frozen", code: par.Closed, key: "policy.frozen",
		hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return !r.Frozen },
	}
	NotReleased = Condition{
		Name: "not yet public", code: par.Closed, key: "policy.released",
		hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return !r.Released },
	}
	BeforeDecision = Condition{
		Name: "before the decision", code: par.Closed, key: "policy.decided",
		hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
			return !slices.Contains([]par.Stage{par.Decided, par.Published, par.ClosedRound}, r.Stage)
		},
	}
	BeforePublication = Condition{
		Name: "before publication", code: par.Closed, key: "policy.released",
		hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
			return r.Stage != par.Published && r.Stage != par.ClosedRound
		},
	}
)

// AnotherDecided asks for four eyes: who decided may not also publish.
var AnotherDecided = Condition{
	Name: "decided by another", code: par.Forbidden, key: "policy.four_eyes",
	hold: func(a par.Actor, _ par.Grant, r Resource, _ par.Time) bool {
		return r.Person != "" && r.Person != a.Person
	},
}

// StageIs holds while the round stands in one of the stages.
func StageIs(stages ...par.Stage) Condition {
	return Condition{
		Name: "round in " + join(stages), code: par.Closed, key: "policy.stage",
		args: func(r Resource) par.Args { return par.Args{"stage": par.T("stage." + string(r.Stage))} },
		hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return slices.Contains(stages, r.Stage) },
	}
}

// DossierIn holds while the dossier stands in one of the states.
func DossierIn(states ...par.DossierState) Condition {
	return Condition{
		Name: "dossier in " + join(states), code: par.Closed, key: "policy.dossier_state",
		args: func(r Resource) par.Args { return par.Args{"state": par.T("state." + string(r.Dossier))} },
		hold: func(_ par.Actor, _ par.Grant, r Resource, _ par.Time) bool { return slices.Contains(states, r.Dossier) },
	}
}

func join[T ~string](words []T) string {
	text := make([]string, len(words))
	for i, w := range words {
		text[i] = string(w)
	}
	return strings.Join(text, " or ")
}
