package policy

import "parindex/internal/par"

// Anyone and SignedIn stand in the role column for the public and for whoever
// has signed in, whatever his roles.
const (
	Anyone   par.Role = "anyone"
	SignedIn par.Role = "signed_in"
)

// table is the whole of who may do what. What it does not allow is denied.
var table = []Rule{
	{ReadPublic, Anyone, When()},
	{SignIn, Anyone, When()},
	{SetLanguage, Anyone, When()},
	{SignOut, SignedIn, When()},
	{ReadHome, SignedIn, When()},
	{ChangePassword, SignedIn, When(Oneself)},

	{ReadAccounts, par.Admin, When()},
	{ManageAccount, par.Admin, When()},
	{ReadJobs, par.Admin, When()},
	{ReadJobs, par.Standing, When()},

	{ReadUnits, SignedIn, When()},
	{ManageUnit, par.Standing, When()},
	{ReadCriteria, SignedIn, When()},
	{EditCriteria, par.Standing, When(NotFrozen)},

	{ReadRounds, SignedIn, When()},
	{ReadRound, SignedIn, When()},
	{CreateRound, par.Standing, When()},
	{ConfigureRound, par.Standing, When(BeforeDecision)},
	{MoveStage, par.Standing, When(BeforePublication)},
	{ReadBoard, par.Standing, When()},
	{ReadBoard, par.Publisher, When()},

	{ListDossiers, par.Officer, When()},
	{ListDossiers, par.Leader, When()},
	{ReadDossier, par.Officer, When(OwnUnit)},
	{ReadDossier, par.Leader, When(OwnUnit)},
	{ReadDossier, par.Standing, When(AfterSubmission)},
	{ReadDossier, par.Appraiser, When(AssignedArea, NotOwnUnit, AfterSubmission)},
	{DeclareScore, par.Officer, When(OwnUnit, StageIs(par.SelfScoring), DossierIn(par.Draft), BeforeDeadline)},
	{SendToLeader, par.Officer, When(OwnUnit, StageIs(par.SelfScoring), DossierIn(par.Draft), BeforeDeadline)},
	{ReturnDossier, par.Leader, When(OwnUnit, StageIs(par.SelfScoring), DossierIn(par.AwaitingLeader), BeforeDeadline)},
	{SubmitDossier, par.Leader, When(OwnUnit, StageIs(par.SelfScoring), DossierIn(par.AwaitingLeader), BeforeDeadline)},

	{ReadEvidence, par.Officer, When(OwnUnit)},
	{ReadEvidence, par.Leader, When(OwnUnit)},
	{ReadEvidence, par.Standing, When(AfterSubmission)},
	{ReadEvidence, par.Appraiser, When(AssignedArea, NotOwnUnit, AfterSubmission)},
	{AddEvidence, par.Officer, When(OwnUnit)},
	{AttachEvidence, par.Officer, When(OwnUnit, StageIs(par.SelfScoring), DossierIn(par.Draft), BeforeDeadline)},

	{ReadQueue, par.Appraiser, When()},
	{AppraiseScore, par.Appraiser, When(AssignedArea, NotOwnUnit, StageIs(par.Appraisal1), DossierIn(par.Submitted, par.InAppraisal), BeforeDeadline)},
	{ReadSurveys, par.Standing, When()},
	{EnterSurvey, par.Standing, When(NotOwnUnit, StageIs(par.Appraisal1), BeforeDecision)},

	{ReadResult, par.Standing, When()},
	{ReadResult, par.Publisher, When()},
	{ReadUnitResult, par.Standing, When()},
	{ReadUnitResult, par.Publisher, When()},
	{ReadUnitResult, par.Officer, When(OwnUnit, AfterPublication)},
	{ReadUnitResult, par.Leader, When(OwnUnit, AfterPublication)},
	{DecideResult, par.Standing, When(StageIs(par.Appraisal1, par.Council, par.Decided, par.Published))},
	{EditAnnouncement, par.Standing, When(NotReleased)},
	{EditAnnouncement, par.Publisher, When(NotReleased)},
	{PublishResult, par.Publisher, When(AnotherDecided, NotReleased, StageIs(par.Decided, par.Published))},
	{ReadPublication, par.Standing, When()},
	{ReadPublication, par.Publisher, When()},

	// The program itself takes in past years and runs its own jobs.
	{CreateRound, par.System, When()},
	{ConfigureRound, par.System, When(BeforeDecision)},
	{EditCriteria, par.System, When(NotFrozen)},
	{ManageUnit, par.System, When()},
	{ReadAccounts, par.System, When()},
	{ManageAccount, par.System, When()},
	{ReadJobs, par.System, When()},
}
