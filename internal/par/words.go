package par

// Stage is a step of a round. The first eight run in this order.
type Stage string

// The stages of a round.
const (
	Preparing   Stage = "preparing"
	SelfScoring Stage = "self_scoring"
	Appraisal1  Stage = "appraisal1"
	Explanation Stage = "explanation"
	Appraisal2  Stage = "appraisal2"
	Council     Stage = "council"
	Decided     Stage = "decided"
	Published   Stage = "published"
	ClosedRound Stage = "closed"
)

// Stages lists the stages of a round in their order.
func Stages() []Stage {
	return []Stage{Preparing, SelfScoring, Appraisal1, Explanation, Appraisal2, Council, Decided, Published, ClosedRound}
}

// DossierState is where one unit's dossier stands in one round.
type DossierState string

// The states of a dossier.
const (
	Draft          DossierState = "draft"
	AwaitingLeader DossierState = "awaiting_leader"
	Submitted      DossierState = "submitted"
	InAppraisal    DossierState = "in_appraisal"
	Notified       DossierState = "notified"      // result 1 has been served on the unit
	Explaining     DossierState = "explaining"    // the unit has begun to explain
	InAppraisal2   DossierState = "in_appraisal2" // the explanation has been handed in, or its time is over
	BeforeCouncil  DossierState = "before_council"
	Adopted        DossierState = "adopted"
	PublishedState DossierState = "published"
)

// DossierStates lists the states of a dossier in their order.
func DossierStates() []DossierState {
	return []DossierState{Draft, AwaitingLeader, Submitted, InAppraisal, Notified, Explaining, InAppraisal2, BeforeCouncil, Adopted, PublishedState}
}

// Reason says why points were lost.
type Reason string

// The reasons of a cut, in the order in which they are offered.
const (
	NoEvidence     Reason = "no_evidence"
	NotShown       Reason = "not_shown"
	OutsidePeriod  Reason = "outside_period"
	Late           Reason = "late"
	WrongFigure    Reason = "wrong_figure"
	NotSigned      Reason = "not_signed"
	InspectionSays Reason = "inspection"
	OtherReason    Reason = "other"
)

// Reasons lists the reasons of a cut.
func Reasons() []Reason {
	return []Reason{NoEvidence, NotShown, OutsidePeriod, Late, WrongFigure, NotSigned, InspectionSays, OtherReason}
}

// Audience says who may read a thread on a leaf.
type Audience string

// The audiences of a thread: the unit alone, those who judge it, or both.
const (
	ForUnit       Audience = "unit"
	ForAppraisers Audience = "appraisers"
	ForBoth       Audience = "both"
)

// Audiences lists the audiences of a thread.
func Audiences() []Audience { return []Audience{ForUnit, ForAppraisers, ForBoth} }
