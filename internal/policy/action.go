package policy

// Action is something that a person may ask parindex to do.
type Action string

// The actions. A route row and a policy row name the same word.
const (
	ReadPublic     Action = "read_public"
	SignIn         Action = "sign_in"
	SignOut        Action = "sign_out"
	ReadHome       Action = "read_home"
	ChangePassword Action = "change_password"
	SetLanguage    Action = "set_language"

	ReadAccounts  Action = "read_accounts"
	ManageAccount Action = "manage_account"
	ReadJobs      Action = "read_jobs"

	ReadQuarantine   Action = "read_quarantine"
	DecideQuarantine Action = "decide_quarantine"

	ReadUnits    Action = "read_units"
	ManageUnit   Action = "manage_unit"
	ReadCriteria Action = "read_criteria"
	EditCriteria Action = "edit_criteria"

	ReadRounds     Action = "read_rounds"
	ReadRound      Action = "read_round"
	CreateRound    Action = "create_round"
	ConfigureRound Action = "configure_round"
	MoveStage      Action = "move_stage"
	ReadBoard      Action = "read_board"
	ExtendDeadline Action = "extend_deadline"
	ChangeUnits    Action = "change_units" // blocks left out, units added or dropped during the round

	ListDossiers    Action = "list_dossiers"
	ReadDossier     Action = "read_dossier"
	DeclareScore    Action = "declare_score"
	SendToLeader    Action = "send_to_leader"
	ReturnDossier   Action = "return_dossier"
	SubmitDossier   Action = "submit_dossier"
	WithdrawDossier Action = "withdraw_dossier"
	SendBack        Action = "send_back"
	ReopenDossier   Action = "reopen_dossier"
	EnterForUnit    Action = "enter_for_unit"
	CancelEntry     Action = "cancel_entry"
	AssignWork      Action = "assign_work"
	DelegateRole    Action = "delegate_role"
	ReadThread      Action = "read_thread"
	WriteRemark     Action = "write_remark"
	ReadEvidence    Action = "read_evidence"
	SendFile        Action = "send_file"
	AddEvidence     Action = "add_evidence"
	AttachEvidence  Action = "attach_evidence"
	AnswerFinding   Action = "answer_finding" // the unit settles what was found of its document
	SettleFinding   Action = "settle_finding" // those who judge settle it for themselves

	ReadServed          Action = "read_served"
	OpenLeaf            Action = "open_leaf"
	ExplainScore        Action = "explain_score"
	SubmitExplanation   Action = "submit_explanation"
	WithdrawExplanation Action = "withdraw_explanation"

	ReadQueue         Action = "read_queue"
	AppraiseScore     Action = "appraise_score"
	JudgeEvidence     Action = "judge_evidence" // whether one document proves what it is cited for
	CompareUnits      Action = "compare_units"
	SearchPrecedents  Action = "search_precedents"
	ReadPrecedent     Action = "read_precedent"
	AllotWork         Action = "allot_work"
	AskSecondOpinion  Action = "ask_second_opinion"
	GiveSecondOpinion Action = "give_second_opinion"
	ReadLeniency      Action = "read_leniency"
	ReadWritten       Action = "read_written" // the written result of one agency
	RecordInspection  Action = "record_inspection"
	RemoveInspection  Action = "remove_inspection"
	ListInspections   Action = "list_inspections"
	ReadInspection    Action = "read_inspection"
	ReadSurveys       Action = "read_surveys"
	EnterSurvey       Action = "enter_survey"

	ReadCouncil   Action = "read_council"
	ManageCouncil Action = "manage_council"
	RunSession    Action = "run_session" // open and close it, call the roll, put proposals to the vote
	ProposeItem   Action = "propose_item"
	CastVote      Action = "cast_vote"
	DecideItem    Action = "decide_item"

	ReadNotices   Action = "read_notices"
	SetPreference Action = "set_preference"
	SaveFilter    Action = "save_filter"
	SendReminder  Action = "send_reminder"
	ReadReminders Action = "read_reminders"

	ReadResult       Action = "read_result"
	ReadUnitResult   Action = "read_unit_result"
	DecideResult     Action = "decide_result"
	EditAnnouncement Action = "edit_announcement"
	PublishResult    Action = "publish_result"
	ReadPublication  Action = "read_publication"
)
