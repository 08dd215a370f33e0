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

	ListDossiers   Action = "list_dossiers"
	ReadDossier    Action = "read_dossier"
	DeclareScore   Action = "declare_score"
	SendToLeader   Action = "send_to_leader"
	ReturnDossier  Action = "return_dossier"
	SubmitDossier  Action = "submit_dossier"
	ReadEvidence   Action = "read_evidence"
	AddEvidence    Action = "add_evidence"
	AttachEvidence Action = "attach_evidence"

	ReadQueue     Action = "read_queue"
	AppraiseScore Action = "appraise_score"
	ReadSurveys   Action = "read_surveys"
	EnterSurvey   Action = "enter_survey"

	ReadResult       Action = "read_result"
	ReadUnitResult   Action = "read_unit_result"
	DecideResult     Action = "decide_result"
	EditAnnouncement Action = "edit_announcement"
	PublishResult    Action = "publish_result"
	ReadPublication  Action = "read_publication"
)
