package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"parindex/internal/par"
)

// Grade says how serious a finding is. No finding forbids anything or lowers a
// score.
type Grade string

// The grades, the worst first. Fine is something in the document's favour.
const (
	Fault   Grade = "fault"
	Warning Grade = "warning"
	Hint    Grade = "hint"
	Fine    Grade = "fine"
)

// Grades lists the grades, the worst first.
func Grades() []Grade { return []Grade{Fault, Warning, Hint, Fine} }

// FindingKind says what was found of a document.
type FindingKind string

// The kinds of findings about documents, in the order in which they are told
// within a grade.
const (
	InQuarantine     FindingKind = "quarantined"
	IsDamaged        FindingKind = "damaged"
	NeedsPassword    FindingKind = "password"
	SignatureChanged FindingKind = "signature_changed"
	HasNoWords       FindingKind = "empty"
	CannotBeRead     FindingKind = "not_read"
	OutsideYear      FindingKind = "outside_year"
	NoDate           FindingKind = "no_date"
	OtherUnitUses    FindingKind = "other_unit"
	NearOtherUnit    FindingKind = "near_other_unit"
	OtherYearUses    FindingKind = "other_year"
	NearOtherYear    FindingKind = "near_other_year"
	SignatureUnread  FindingKind = "signature_unreadable"
	SignatureExpired FindingKind = "signature_expired"
	SignatureNoRoot  FindingKind = "signature_no_root"
	SignatureAdded   FindingKind = "signature_added"
	NumberNotFound   FindingKind = "number_not_found"
	DateNotFound     FindingKind = "date_not_found"
	ScanNoOCR        FindingKind = "scan_no_ocr"
	ScanWaiting      FindingKind = "scan_waiting"
	ScanRead         FindingKind = "scan_read"
	NotYetRead       FindingKind = "not_yet_read"
	SignatureIntact  FindingKind = "signature_intact"
)

// FindingKinds lists the kinds in the order in which they are told.
func FindingKinds() []FindingKind {
	return []FindingKind{
		InQuarantine, IsDamaged, NeedsPassword, SignatureChanged, HasNoWords, CannotBeRead, OutsideYear, NoDate, OtherUnitUses, NearOtherUnit,
		OtherYearUses, NearOtherYear, SignatureUnread, SignatureExpired, SignatureNoRoot, SignatureAdded, NumberNotFound, DateNotFound,
		ScanNoOCR, ScanWaiting, ScanRead, NotYetRead, SignatureIntact,
	}
}

// Side is from where a finding is looked at. What other units do is told to
// those who judge, never to a unit.
type Side string

// The sides.
const (
	ForUnit   Side = "unit"
	ForJudges Side = "judges"
)

// Finding is something that was found of a document. It advises.
type Finding struct {
	Document par.ID
	Kind     FindingKind
	Part     int // which signature from 1, else 0
	Grade    Grade
	Args     par.Args
	Mark     string      // of what it is about; another mark is another finding
	Settled  *Settlement // nil: nobody has settled it, or it has come back
}

// Settlement says why a finding need not be looked at any more.
type Settlement struct {
	Reason string
	By     par.ID
	At     par.Time
}

// Name tells a finding from the others of its document.
func (f Finding) Name() string {
	if f.Part == 0 {
		return string(f.Kind)
	}
	return string(f.Kind) + "/" + strconv.Itoa(f.Part)
}

// Text is what the finding says.
func (f Finding) Text() par.Text {
	return par.Text{Key: "evidence.finding." + string(f.Kind), Args: f.Args}
}

// Open tells whether the finding is still to be looked at.
func (f Finding) Open() bool { return f.Settled == nil && f.Grade != Fine }

// finding makes a finding; about is what it is about: when that changes, a
// settled finding comes back.
func finding(d Document, kind FindingKind, grade Grade, args par.Args, about ...any) Finding {
	text, err := json.Marshal(append([]any{d.File.Hash}, about...))
	if err != nil {
		panic("mark of a finding: " + err.Error()) // texts and numbers always can be written
	}
	sum := sha256.Sum256(text)
	return Finding{Document: d.ID, Kind: kind, Grade: grade, Args: args, Mark: hex.EncodeToString(sum[:8])}
}
