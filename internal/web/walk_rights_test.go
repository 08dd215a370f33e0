package web_test

import (
	"slices"
	"strings"
)

// right is one row of who may ask for a route, written from the procedure and
// from nothing in the program.
//
// Says is a list of clauses parted by ";". A clause is "role", "role own",
// "role other", each with "@ scenes" where the right holds only while the
// round is in these; "else closed" says that at other times the answer is not
// that there is no such thing, but that it is too early or too late; "closed
// role @ scenes" says so of these alone. Role is
// everyone, anybody (whoever has signed in) or a role of the cast. Whom no
// clause names is forbidden, or asked to sign in if he is the public.
type right struct {
	route string
	says  string
	form  string   // what a POST sends
	file  string   // name of the file that goes with it
	head  string   // headers that go with it: name: value, parted by bars
	views []string // queries under which the page shows other parts of itself
}

// documentReaders are the unit itself at any time, and after submission the
// standing body and the appraiser of the area, but never of his own unit.
const documentReaders = "officer own; leader own; standing own @ appraisal decided published; standing other @ appraisal decided published; " +
	"appraiser other @ appraisal decided published; member none"

const documentForm = "kind=report&summary=Báo+cáo+năm"

// dossierReaders: a draft is its unit's own; what was handed in is read by the
// standing body and by appraisers, never those of the very unit.
const dossierReaders = "officer own; leader own; standing @ appraisal decided published; appraiser other @ appraisal decided published"

// uploaders is the one who sends the file.
const uploaders = "officer own; standing none"

// draftReaders is the one who sent the file in; it is nobody else's.
const draftReaders = "officer own; leader none; standing none; appraiser none"

// What is said about a leaf is heard by its unit, and once the sheet is handed
// in by those who judge it; nothing is added once the result is decided. A
// member of the council listens.
const (
	threadReaders = "officer own; leader own; standing @ appraisal decided published; appraiser other @ appraisal decided published; member none"
	threadWriters = "officer own @ draft late leader appraisal else closed; leader own @ draft late leader appraisal else closed; " +
		"appraiser other @ appraisal; closed appraiser other @ decided published; closed standing @ decided published"
)

// sheetViews ask for everything, for one leaf of another area, and for words.
var sheetViews = []string{"", "area=all", "leaf={elsewhere}", "area=all&leaf={elsewhere}", "q=b%C3%AD", "show=notes", "show=missing", "as=leader"}

// A round is set up until its result is decided, its blocks only while it is
// being prepared.
const (
	configuring = "standing @ preparing draft late leader appraisal else closed"
	preparing   = "standing @ preparing else closed"
	following   = "standing @ draft late leader appraisal else closed" // once units have begun
	calendar    = "self_scoring_opens=01/11/2026&self_scoring_closes=01/12/2026&appraisal1_opens=02/12/2026&appraisal1_closes=20/12/2026"
	method      = "ranking=competition&rank_on=index&average_of=ranked&no_survey=rescale&index_decimals=2&classes_name=Tốt&classes_from=0"
)

// rights is the expectation, route by route.
var rights = []right{
	{route: "GET /healthz", says: "everyone"},
	{route: "GET /readyz", says: "everyone"},
	{route: "GET /assets/{file}", says: "everyone"},

	{route: "GET /sign-in", says: "everyone"},
	{route: "POST /sign-in", says: "everyone", form: "login=nobody.here&password=a+wrong+password+2026"},
	{route: "POST /sign-out", says: "anybody"},
	{route: "POST /language", says: "everyone", form: "language=vi&next=/"},
	{route: "GET /account", says: "anybody"},
	{route: "GET /password", says: "anybody"},
	{route: "POST /password", says: "anybody", form: "old=wrong&new=x&again=x"},

	{route: "GET /notices", says: "anybody", views: []string{"kind=mentioned", "format=csv", "format=xlsx", "page=2"}},
	{route: "GET /notices/{notice}", says: "officer own; anybody none"},
	{route: "GET /notices/preferences", says: "anybody"},
	{route: "POST /filters", says: "anybody", form: "page=board&name=Chậm&query=late%3Dyes&back=/"},
	{route: "POST /filters/{filter}/delete", says: "officer own; anybody none"},
	{route: "POST /notices/preferences", says: "anybody", form: "mail=mentioned"},

	{route: "GET /evidence", says: "officer"},
	{route: "GET /units/{unit}/documents", says: "officer own; leader own; standing none; appraiser none; member none", views: []string{"format=csv", "format=xlsx"}},
	{route: "POST /units/{unit}/documents", says: "officer own", form: documentForm, file: "bao-cao.pdf"},
	{route: "GET /dossiers/{dossier}/evidence.zip", says: documentReaders, views: []string{"leaf={elsewhere}", "leaf=99.9"}},
	{route: "GET /units/{unit}/documents.zip", says: "officer own; leader own; standing none; appraiser none; member none"},
	{route: "OPTIONS /units/{unit}/uploads", says: "officer own; standing"},
	{route: "POST /units/{unit}/uploads", says: "officer own; standing", head: "Upload-Length: 0|Upload-Metadata: filename YS5wZGY="},
	{route: "HEAD /uploads/{upload}", says: uploaders, head: "Tus-Resumable: 1.0.0"},
	{route: "PATCH /uploads/{upload}", says: uploaders, head: "Upload-Offset: 9|Content-Type: application/offset+octet-stream"},
	{route: "DELETE /uploads/{upload}", says: uploaders, head: "Tus-Resumable: 1.0.0"},
	{route: "POST /uploads/{upload}", says: uploaders, head: "Upload-Offset: 9|Content-Type: application/offset+octet-stream|X-HTTP-Method-Override: PATCH"},
	{route: "GET /documents/{document}", says: documentReaders},
	{route: "POST /documents/{document}", says: "officer own @ draft else closed", form: documentForm + "&version=1"},
	{route: "POST /documents/{document}/findings", says: "officer own", form: "finding=no_date&mark=x&reason=da+xem"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/documents/{document}/findings", says: "appraiser other @ appraisal decided published", form: "finding=no_date&mark=x&reason=da+xem"},
	{route: "GET /documents/{document}/file", says: documentReaders},
	{route: "GET /documents/{document}/view", says: documentReaders},
	{route: "GET /documents/{document}/text", says: documentReaders},
	{route: "GET /dossiers/{dossier}/documents/{document}", says: "officer own @ draft else closed; standing none", views: []string{"", "leaf=1.1"}},
	{route: "POST /dossiers/{dossier}/documents/{document}", says: "officer own @ draft else closed; standing none", form: "leaf={leaf}&page-{leaf}=1"},
	{route: "GET /dossiers/{dossier}/leaves/{leaf}/evidence", says: "officer own @ draft else closed; standing none"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/evidence", says: "officer own @ draft else closed; standing none", form: "document=x&page=1"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/evidence/new", says: "officer own @ draft else closed", form: documentForm, file: "bao-cao.pdf"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/evidence/{use}/remove", says: "officer own @ draft else closed; standing none"},

	{route: "GET /{$}", says: "anybody"},
	{route: "GET /dossiers", says: "officer; leader"},
	{route: "GET /jobs", says: "standing; admin"},
	{route: "GET /quarantine", says: "admin"},
	{route: "POST /quarantine/{hash}", says: "admin", form: "decide=release&version=1&reason=bao+nham"},
	{route: "GET /dossiers/{dossier}", says: dossierReaders, views: sheetViews},
	{route: "GET /dossiers/{dossier}/closed", says: dossierReaders},
	{route: "GET /dossiers/{dossier}/print", says: dossierReaders, views: sheetViews},
	{route: "GET /dossiers/{dossier}/review", says: dossierReaders, views: sheetViews},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}", says: "officer own @ draft else closed", form: "version=1&yes=yes"},
	{route: "GET /dossiers/{dossier}/sheet.xlsx", says: dossierReaders},
	{route: "GET /dossiers/{dossier}/workbook", says: dossierReaders},
	{route: "POST /dossiers/{dossier}/workbook", says: "officer own @ draft else closed", file: "phieu.xlsx"},
	{route: "GET /dossiers/{dossier}/workbook/{draft}", says: draftReaders},
	{route: "POST /dossiers/{dossier}/workbook/{draft}/accept", says: "officer own @ draft else closed", form: "stamp=x"},
	{route: "GET /dossiers/{dossier}/workbook/{draft}/errors.xlsx", says: draftReaders},
	{route: "POST /dossiers/{dossier}/send", says: "officer own @ draft else closed", form: "version=1"},
	{route: "POST /dossiers/{dossier}/return", says: "leader own @ leader else closed", form: "version=2&remark=Còn+thiếu"},
	{route: "POST /dossiers/{dossier}/submit", says: "leader own @ leader else closed", form: "version=2"},
	{route: "POST /dossiers/{dossier}/withdraw", says: "leader own @ never else closed", form: "version=0"},

	{route: "GET /dossiers/{dossier}/work", says: "officer own; leader own", views: []string{"show=free", "show=late", "of={person}"}},
	{route: "POST /dossiers/{dossier}/work", says: "officer own; leader own", form: "do=give&target=area|1||0&person={person}"},
	{route: "GET /units/{unit}/people", says: "officer own; leader own"},
	{route: "POST /units/{unit}/hand-over", says: "officer own; leader own", form: "from={person}&to={person}"},
	{route: "POST /units/{unit}/delegations", says: "officer none; leader own", form: "what=officer|{person}&to={person}&first=01/01/2030&last=02/01/2030&reason=x"},
	{route: "POST /units/{unit}/delegations/{delegation}/end", says: "officer own; leader own"},

	{route: "GET /units", says: "anybody", views: []string{"format=csv", "format=xlsx", "format=doc"}},
	{route: "GET /units/new", says: "standing"},
	{route: "POST /units", says: "standing", form: "name=Sở+Mới&short=SM&code=sm&level=department&active=yes"},
	{route: "GET /units/{unit}/edit", says: "standing"},
	{route: "POST /units/{unit}", says: "standing", form: "name=Sở+Mới&short=SM&code=sm&level=department&active=yes&version=1"},

	{route: "GET /criteria", says: "anybody"},
	{route: "GET /criteria/import", says: "standing"},
	{route: "POST /criteria/import", says: "standing", file: "bo-tieu-chi.json"},
	{route: "POST /criteria", says: "standing", form: "title=Bộ&code=bo&content={}"},
	{route: "POST /criteria/sample", says: "standing", form: "name=xa"},
	{route: "GET /criteria/{edition}", says: "anybody"},
	{route: "GET /criteria/{edition}/json", says: "anybody"},
	{route: "GET /criteria/{edition}/xlsx", says: "anybody"},

	{route: "GET /rounds", says: "anybody", views: []string{"format=csv", "format=xlsx", "format=doc"}},
	{route: "GET /rounds/new", says: "standing"},
	{route: "POST /rounds", says: "standing", form: "code=moi&year=2026&title=Đợt+mới"},
	{route: "GET /rounds/{round}", says: "anybody"},
	{route: "GET /rounds/{round}/setup", says: configuring},
	{route: "POST /rounds/{round}/setup", says: configuring, form: "year=2026&title=Tên&version={version}&" + calendar},
	{route: "POST /rounds/{round}/stage", says: "standing @ preparing draft leader late appraisal else closed", form: "to=appraisal1&version={version}"},
	{route: "GET /rounds/{round}/new-block", says: configuring},
	{route: "POST /rounds/{round}/blocks", says: preparing, form: "code=moi&name=Khối+mới&edition={edition}&version={version}&" + method},
	{route: "GET /rounds/{round}/blocks/{block}", says: configuring},
	{route: "POST /rounds/{round}/blocks/{block}/remove", says: preparing, form: "version={version}"},
	{route: "GET /rounds/{round}/blocks/{block}/units", says: configuring},
	{route: "POST /rounds/{round}/blocks/{block}/units", says: preparing, form: "version={version}"},
	{route: "GET /rounds/{round}/appraisers", says: configuring},
	{route: "POST /rounds/{round}/appraisers", says: configuring, form: "person={person}&unit={unit}&block=so&area={area}&version={version}"},
	{route: "POST /rounds/{round}/appraisers/{grant}/release", says: configuring, form: "version={version}"},
	{route: "GET /rounds/{round}/board", says: "standing; publisher", views: []string{"stage=appraisal1", "late=yes&state=draft", "format=csv", "format=xlsx"}},
	{route: "GET /rounds/{round}/reminders", says: "standing", views: []string{"show=unopened", "format=csv"}},
	{route: "GET /rounds/{round}/reminders/new", says: "standing"},
	{route: "POST /rounds/{round}/reminders", says: "standing", form: "unit={unit}"},

	{route: "GET /rounds/{round}/units", says: "standing; publisher"},
	{route: "POST /rounds/{round}/units", says: configuring, form: "unit={unit}&block=so&ranked=yes&reason=Sáp+nhập&version={version}"},
	{route: "POST /rounds/{round}/blocks/{block}/skip", says: configuring, form: "reason=Chưa+có+bộ+tiêu+chí&version=0"},
	{route: "POST /rounds/{round}/blocks/{block}/unskip", says: configuring, form: "version=0"},
	{route: "GET /rounds/{round}/units/{unit}", says: "standing; publisher"},
	{route: "POST /rounds/{round}/units/{unit}/extend", says: following, form: "stage=self_scoring&closes=01/01/2020&reason=x"},
	{route: "POST /rounds/{round}/units/{unit}/reopen", says: "standing @ draft late leader appraisal else closed", form: "closes=01/01/2020&reason=x&version=0"},
	{route: "POST /rounds/{round}/units/{unit}/send-back", says: "standing @ never else closed", form: "remark=Thiếu&version=0"},
	{route: "POST /rounds/{round}/units/{unit}/drop", says: following, form: "reason=Sáp+nhập&version=0"},
	{route: "POST /rounds/{round}/units/{unit}/take-in", says: following, form: "version=0"},
	{route: "GET /rounds/{round}/extensions", says: "standing; publisher"},
	{route: "POST /rounds/{round}/extensions", says: configuring, form: "unit={unit}&stage=self_scoring&closes=01/01/2020&reason=x"},
	{route: "POST /rounds/{round}/extensions/{extension}/remove", says: configuring, form: "version=0"},
	{route: "GET /dossiers/{dossier}/fallback", says: "standing @ draft late else closed"},
	{route: "POST /dossiers/{dossier}/fallback", says: "standing @ draft late else closed", form: documentForm + "&form=paper", file: "phieu.pdf"},
	{route: "POST /dossiers/{dossier}/fallback/submit", says: "standing @ draft late else closed", form: "version=0"},
	{route: "POST /dossiers/{dossier}/fallback/cancel", says: "standing @ draft late else closed", form: "version=0&reason=x"},
	{route: "POST /dossiers/{dossier}/fallback/leaves/{leaf}", says: "standing @ never else closed", form: "version=0&yes=yes"},

	{route: "GET /rounds/{round}/result", says: "standing; publisher"},
	{route: "GET /rounds/{round}/result/{unit}", says: "standing; publisher; officer own @ published else closed; leader own @ published else closed"},
	{route: "GET /rounds/{round}/decision", says: "standing @ appraisal decided published else closed"},
	{route: "POST /rounds/{round}/decision", says: "standing @ appraisal decided published else closed", form: "reason=Sửa+sai+sót"},
	{route: "POST /rounds/{round}/reopening", says: "standing @ appraisal decided published else closed", form: "reason=Sửa+sai+sót"},
	{route: "GET /publications/{publication}", says: "standing; publisher"},
	{route: "POST /publications/{publication}/announcement", says: "standing @ decided else closed; publisher @ decided else closed", form: "language=vi&body=Thông+báo&version=1"},
	{route: "POST /publications/{publication}/release", says: "publisher @ decided else closed"},
	{route: "GET /ket-qua", says: "everyone"},
	{route: "GET /ket-qua/{publication}", says: "everyone @ published"},
	{route: "GET /ket-qua/{publication}/phuong-phap", says: "everyone @ published"},
	{route: "GET /ket-qua/{publication}/{download}", says: "everyone @ published"},
	{route: "GET /ket-qua/{publication}/{block}/{code}", says: "everyone @ published"},

	{route: "GET /accounts", says: "admin", views: []string{"format=csv", "format=xlsx", "format=doc"}},
	{route: "GET /accounts/new", says: "admin"},
	{route: "POST /accounts", says: "admin", form: "login=moi.ten&name=Người+mới&language=vi"},
	{route: "GET /accounts/{person}", says: "admin"},
	{route: "POST /accounts/{person}", says: "admin", form: "name=Tên+khác&language=vi&version=1"},
	{route: "POST /accounts/{person}/password", says: "admin", form: "version=1"},
	{route: "POST /accounts/{person}/close", says: "admin", form: "version=1"},
	{route: "POST /accounts/{person}/open", says: "admin", form: "version=1"},
	{route: "POST /accounts/{person}/roles", says: "admin", form: "role=viewer"},
	{route: "POST /accounts/{person}/roles/{grant}/end", says: "admin"},

	// No scene is in the explanation: nothing has been served yet.
	{route: "GET /dossiers/{dossier}/notice", says: "officer none; leader none; standing none"},
	{route: "GET /dossiers/{dossier}/notice.docx", says: "officer none; leader none; standing none"},
	{route: "POST /dossiers/{dossier}/openings", says: "standing @ explaining else closed", form: "leaf={leaf}&reason=Làm+rõ"},
	{route: "GET /dossiers/{dossier}/explanation", says: "officer none; leader none; standing none"},
	{route: "GET /dossiers/{dossier}/explanation/review", says: "officer none; leader none; standing none"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/explanation", says: "officer own @ explaining else closed", form: "part=note&note=Đã+đủ&version=0"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/accept", says: "officer own @ explaining else closed", form: "version=0"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/reconsider", says: "officer own @ explaining else closed", form: "version=1"},
	{route: "POST /dossiers/{dossier}/explanation/accept", says: "officer own @ explaining else closed"},
	{route: "POST /dossiers/{dossier}/explanation/undo", says: "officer own @ explaining else closed", form: "at=1"},
	{route: "POST /dossiers/{dossier}/explanation/ask", says: "officer own @ explaining else closed"},
	{route: "POST /dossiers/{dossier}/explanation/submit", says: "leader own @ explaining else closed", form: "version=1"},
	{route: "POST /dossiers/{dossier}/explanation/withdraw", says: "leader own @ explaining else closed", form: "version=1"},
	{route: "GET /rounds/{round}/served", says: "standing; publisher"},

	{route: "GET /rounds/{round}/written-results", says: "standing; publisher"},
	{route: "GET /rounds/{round}/written-result.docx", says: "appraiser"},
	{route: "GET /rounds/{round}/agencies/{unit}/written-result.docx", says: "standing own; appraiser own"},

	{route: "GET /dossiers/{dossier}/leaves/{leaf}/threads", says: threadReaders},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/threads", says: threadWriters + "; standing @ appraisal", form: "audience=both&body=x"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/threads/{thread}", says: threadWriters + "; standing own @ appraisal; standing other @ appraisal", form: "body=x"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/threads/{thread}/settle", says: threadWriters + "; standing own @ appraisal; standing other @ appraisal", form: "settled=yes&version=1"},

	{route: "GET /appraisals", says: "appraiser"},
	{route: "GET /rounds/{round}/queue.xlsx", says: "appraiser"},
	{route: "GET /rounds/{round}/workbook", says: "appraiser"},
	{route: "POST /rounds/{round}/workbook", says: "appraiser @ appraisal else closed", file: "hang-doi.xlsx"},
	{route: "GET /rounds/{round}/workbook/{draft}", says: "appraiser"},
	{route: "POST /rounds/{round}/workbook/{draft}/accept", says: "appraiser @ appraisal else closed", form: "stamp=x"},
	{route: "GET /rounds/{round}/workbook/{draft}/errors.xlsx", says: "appraiser"},
	{route: "GET /rounds/{round}/queue", says: "appraiser", views: []string{"format=csv", "format=xlsx", "format=doc"}},
	{route: "GET /dossiers/{dossier}/leaves/{leaf}/appraise", says: "appraiser other @ appraisal decided published"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/mark", says: "appraiser other @ appraisal else closed", form: "verdict=accept&version=0"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/evidence/{use}/verdict", says: "appraiser other @ appraisal else closed", form: "proof=proves&version=0"},
	{route: "GET /rounds/{round}/criteria/{leaf}", says: "standing; appraiser", views: []string{"sort=off", "format=xlsx", "block=so"}},
	{route: "GET /rounds/{round}/precedents", says: "standing; appraiser", views: []string{"q=b%C3%AD", "reason=late", "criterion=so:{elsewhere}"}},
	{route: "POST /rounds/{round}/marks/preview", says: "appraiser", form: "verdict=accept"},
	{route: "POST /rounds/{round}/marks", says: "appraiser", form: "verdict=accept"},
	{route: "POST /rounds/{round}/marks/undo", says: "appraiser", form: "batch=none"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/mark/undo", says: "appraiser other @ appraisal else closed", form: "version=1"},
	{route: "GET /rounds/{round}/second-opinions", says: "standing"},
	{route: "POST /rounds/{round}/second-opinions", says: "standing @ appraisal else closed", form: "person={person}&area=so:{area}&count=1"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/second/withdraw", says: "standing @ appraisal else closed", form: "version=1"},
	{route: "GET /dossiers/{dossier}/leaves/{leaf}/second", says: "appraiser none"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/second", says: "appraiser none", form: "verdict=accept&version=0"},
	{route: "GET /rounds/{round}/allotment", says: "standing", views: []string{"area=so:1"}},
	{route: "POST /rounds/{round}/allotment", says: configuring, form: "digest=x"},
	{route: "POST /rounds/{round}/allotment/hand-over", says: configuring, form: "from={person}&to={person}"},
	{route: "GET /rounds/{round}/leniency", says: "standing", views: []string{"format=csv", "format=xlsx"}},
	{route: "GET /rounds/{round}/inspections", says: "standing"},
	{route: "POST /rounds/{round}/inspections", says: "standing @ appraisal else closed", form: "unit={unit}&leaf=1.1&source=KL&found_on=01/01/2010&body=x"},
	{route: "POST /inspections/{inspection}/remove", says: "standing @ appraisal", form: "version=1&reason=Xong"},
	{route: "GET /rounds/{round}/surveys", says: "standing"},
	{route: "GET /dossiers/{dossier}/leaves/{leaf}/survey", says: "standing"},
	{route: "POST /dossiers/{dossier}/leaves/{leaf}/survey", says: "standing @ appraisal else closed", form: "act=save&version=0"},
}

// wants reads the row for a cell.
func (r right) wants(c cell) verdict {
	best, named := missing, false
	for _, clause := range strings.Split(r.says, ";") {
		rule, when, timed := strings.Cut(strings.TrimSpace(clause), "@")
		when, otherwise, _ := strings.Cut(when, " else ")
		words := strings.Fields(rule)
		late := words[0] == "closed"
		if late {
			words = words[1:]
		}
		if !means(words[0], c.person.name) {
			continue
		}
		named = true
		if c.absent != "" || (len(words) > 1 && words[1] != c.relation) {
			continue
		}
		switch {
		case late && !slices.Contains(strings.Fields(when), c.scene):
		case late:
			best = closed
		case !timed || slices.Contains(strings.Fields(when), c.scene):
			best = allowed
		case otherwise == "closed" && best != allowed:
			best = closed
		}
	}
	switch {
	case named:
		return best
	case c.person.name == public:
		return signIn
	}
	return forbidden
}

// means tells whether a clause's role means this person.
func means(role, person string) bool {
	return role == "everyone" || role == "anybody" && person != public || role == person
}

// mayBeClosed tells whether the answer to a part that does not exist may be
// that it is too late anyway: what it would be a part of is there to be seen.
func (r right) mayBeClosed(c cell) bool {
	if !slices.Contains([]string{"leaf", "block", "grant", "thread"}, c.absent) {
		return false
	}
	c.absent = ""
	return r.wants(c) == closed
}
