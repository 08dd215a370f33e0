package notice

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Kind names what a notice tells.
type Kind string

// The kinds of notices.
const (
	CalendarChanged  Kind = "calendar_changed"
	Extended         Kind = "extended"
	ExtensionRemoved Kind = "extension_removed"
	StageOpened      Kind = "stage_opened"
	Dropped          Kind = "dropped"
	TakenIn          Kind = "taken_in"

	AwaitsLeader  Kind = "awaits_leader"
	Returned      Kind = "returned"
	Withdrawn     Kind = "withdrawn"
	SentBack      Kind = "sent_back"
	Reopened      Kind = "reopened"
	EnteredForYou Kind = "entered_for_you"
	EntryCanceled Kind = "entry_canceled"

	WorkAssigned  Kind = "work_assigned"
	WorkTaken     Kind = "work_taken"
	RoleDelegated Kind = "role_delegated"
	Mentioned     Kind = "mentioned"
	Replied       Kind = "replied"
	ThreadSettled Kind = "thread_settled"

	ResultServed         Kind = "result_served"
	LeafOpened           Kind = "leaf_opened"
	FindingRecorded      Kind = "finding_recorded"
	ExplanationAwaits    Kind = "explanation_awaits"
	ExplanationSubmitted Kind = "explanation_submitted"

	WorkAllotted   Kind = "work_allotted"
	SecondOpinion  Kind = "second_opinion"
	CouncilInvited Kind = "council_invited"
	CouncilMoved   Kind = "council_moved"
	CouncilDecided Kind = "council_decided"

	ReminderUnit      Kind = "reminder_unit"
	ReminderLeaf      Kind = "reminder_leaf"
	ReminderAppraiser Kind = "reminder_appraiser"
	ReminderWork      Kind = "reminder_work"
	ReminderByHand    Kind = "reminder_by_hand"

	ReminderByHandAppraiser Kind = "reminder_by_hand_appraiser"

	FilesDamaged Kind = "files_damaged"
)

// Mode says how a kind goes by mail.
type Mode string

// The modes. What is served goes alone in its letter, with its files.
const (
	Digest Mode = "digest" // gathered with others, one letter in a while
	Soon   Mode = "soon"   // at the next run, with whatever else waits
	Served Mode = "served" // at the next run, alone
)

// row is one row of the table of kinds.
type row struct {
	kind Kind
	what string
	mode Mode
	may  bool // the person may switch its mail off
}

// kinds is everything that parindex tells people. What binds a person by a
// deadline or by law cannot be switched off.
var kinds = []row{
	{CalendarChanged, "a deadline of the round has been changed", Soon, false},
	{Extended, "more time was given to one's unit or one leaf of it", Soon, false},
	{ExtensionRemoved, "time that had been given was taken back", Soon, false},
	{StageOpened, "a stage of the round has begun in which one has something to do", Soon, true},
	{Dropped, "the unit or its block no longer takes part", Soon, false},
	{TakenIn, "the unit or its block takes part, from now on or again", Soon, false},

	{AwaitsLeader, "the sheet awaits the leader's signature", Soon, true},
	{Returned, "the leader has returned the sheet", Soon, true},
	{Withdrawn, "the leader has withdrawn what was submitted", Soon, true},
	{SentBack, "the standing body has sent the dossier back", Soon, false},
	{Reopened, "the standing body has opened the dossier again", Soon, false},
	{EnteredForYou, "the standing body has entered the sheet on the unit's behalf", Soon, false},
	{EntryCanceled, "the standing body no longer enters the sheet on the unit's behalf", Soon, false},

	{WorkAssigned, "part of the sheet was given to one, or taken over", Digest, true},
	{WorkTaken, "part of the sheet is no longer one's work", Digest, true},
	{RoleDelegated, "a role was given to one for a period", Soon, true},
	{Mentioned, "one was named in a remark", Digest, true},
	{Replied, "someone wrote where one has written too", Digest, true},
	{ThreadSettled, "a thread in which one took part was settled", Digest, true},

	{ResultServed, "a result was served on the unit", Served, false},
	{LeafOpened, "a leaf was opened for explanation", Soon, false},
	{FindingRecorded, "an inspection's finding about the unit came after its result was served", Soon, false},
	{ExplanationAwaits, "the explanation awaits the leader", Soon, true},
	{ExplanationSubmitted, "a unit has handed in its explanation", Digest, true},

	{WorkAllotted, "units were given to an appraiser, or taken over", Digest, true},
	{SecondOpinion, "a second opinion was asked of an appraiser", Soon, true},
	{CouncilInvited, "a session of the council was called", Soon, false},
	{CouncilMoved, "a session to which one was invited has another time or place", Soon, false},
	{CouncilDecided, "the council has decided otherwise than the appraisers", Soon, false},

	{ReminderUnit, "the unit's time runs out, by schedule", Digest, true},
	{ReminderLeaf, "the time that the unit has for one leaf alone runs out, by schedule", Digest, true},
	{ReminderAppraiser, "an appraiser's time runs out, by schedule", Digest, true},
	{ReminderWork, "what was given to one within the unit is due, by schedule", Digest, true},
	{ReminderByHand, "the standing body reminds a unit", Soon, false},
	{ReminderByHandAppraiser, "the standing body reminds an appraiser", Soon, false},

	{FilesDamaged, "a check has found stored files missing or changed, told to administrators", Soon, false},
}

// PrintKinds writes the table as Markdown; docs/NOTICES.md is its output.
func PrintKinds(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| kind | what it tells | by mail | may be switched off |\n| --- | --- | --- | --- |\n")
	for _, k := range kinds {
		off := "no"
		if k.may {
			off = "yes"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", k.kind, k.what, k.mode, off)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Kinds lists the kinds in the order in which they are shown.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i, k := range kinds {
		all[i] = k.kind
	}
	return all
}

func rowOf(kind Kind) (row, bool) {
	i := slices.IndexFunc(kinds, func(r row) bool { return r.kind == kind })
	if i < 0 {
		return row{}, false
	}
	return kinds[i], true
}
