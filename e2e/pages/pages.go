// Package pages lists every kind of page of the demonstration, with the way to
// it: who looks, where he starts and which links he follows. The browser test
// of accessibility and the picture taker go the same ways.
package pages

import "slices"

// Page is one kind of page.
type Page struct {
	Name  string
	Login string // empty: the public
	Start string
	Hops  []string // selectors of the links to follow, one after the other
}

// Kinds lists every kind of page.
func Kinds() []Page { return slices.Clone(kinds) }

var kinds = []Page{
	{"signin", "", "/sign-in", nil},
	{"home-officer", "mai.stp", "/", nil},
	{"home-leader", "duc.syt", "/", nil},
	{"home-standing", "hanh.snv", "/", nil},
	{"home-appraiser", "an.vp", "/", nil},
	{"home-publisher", "vinh.vp", "/", nil},
	{"home-admin", "nam.quantri", "/", nil},
	{"home-viewer", "thu.sct", "/", nil},
	{"dossiers", "mai.stp", "/dossiers", nil},
	{"sheet", "mai.stp", "/dossiers", []string{"main a[href*='/dossiers/']", "a[href*='area=3']"}},
	{"sheet-leaf", "mai.stp", "/dossiers", []string{"main a[href*='/dossiers/']", "a[href*='area=3']", "main a[href*='leaf=3.3']"}},
	{"sheet-print", "mai.stp", "/dossiers", []string{"main a[href*='/dossiers/']", "main a[href$='/print']"}},
	{"threads", "mai.stp", "/notices?kind=mentioned", []string{"main a[href^='/notices/']:not([href$='/preferences'])"}},
	{"workbook", "mai.stp", "/dossiers", []string{"main a[href*='/dossiers/']", "main a[href$='/workbook']"}},
	{"workbook-queue", "an.vp", "/appraisals", []string{"main a[href*='/queue']", "main a[href*='/workbook']"}},
	{"review", "duc.syt", "/dossiers", []string{"main a[href*='/dossiers/']", "a[href*='/review']"}},
	{"work", "mai.stp", "/dossiers", []string{"main a[href*='/dossiers/']", "main a[href$='/work']"}},
	{"people", "duc.syt", "/dossiers", []string{"main a[href*='/dossiers/']", "main a[href$='/work']", "main a[href$='/people']"}},
	{"documents", "mai.stp", "/evidence", nil},
	{"document", "mai.stp", "/evidence", []string{"main a[href^='/documents/']"}},
	{"appraisals", "an.vp", "/appraisals", nil},
	{"queue", "an.vp", "/appraisals", []string{"main a[href*='/queue']"}},
	{"appraise", "an.vp", "/appraisals", []string{"main a[href*='/queue']", "main a[href*='/appraise']"}},
	{"rounds", "hanh.snv", "/rounds", nil},
	{"round", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])"}},
	{"round-new", "hanh.snv", "/rounds/new", nil},
	{"setup", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])", "a[href*='/setup']"}},
	{"board", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])", "a[href*='/board']"}},
	{"board-late", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])", "a[href*='/board']", "a[href*='stage=appraisal1']"}},
	{"remind", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])", "a[href*='/board']", "a[href$='/reminders/new']"}},
	{"reminders", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])", "a[href*='/board']", "a[href$='/reminders']"}},
	{"notices", "mai.stp", "/notices", nil},
	{"notice-preferences", "mai.stp", "/notices/preferences", nil},
	{"round-units", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])", "main a[href$='/units']"}},
	{"round-unit", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])", "main a[href$='/units']", "main th a[href*='/units/']"}},
	{"extensions", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])", "main a[href$='/units']", "main a[href$='/extensions']"}},
	{"fallback", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])", "main a[href$='/units']", "main th a[href*='/units/']", "main a[href$='/fallback']"}},
	{"served", "mai.stp", "/dossiers", []string{"main a[href$='/notice']"}},
	{"explanation", "mai.stp", "/dossiers", []string{"main a[href$='/explanation']"}},
	{"explanation-review", "duc.syt", "/dossiers", []string{"main a[href$='/explanation']", "main a[href$='/explanation/review']"}},
	{"served-list", "hanh.snv", "/rounds", []string{"main tbody tr:nth-child(3) a", "main a[href$='/served']"}},
	{"served-unit", "hanh.snv", "/rounds", []string{"main tbody tr:nth-child(3) a", "main a[href$='/served']", "main a[href$='/notice']"}},
	{"written-results", "hanh.snv", "/rounds", []string{"main tbody tr:nth-child(3) a", "main a[href$='/written-results']"}},
	{"allotment", "hanh.snv", "/rounds", []string{"main tbody tr:nth-child(3) a", "main a[href$='/allotment']"}},
	{"second-opinions", "hanh.snv", "/rounds", []string{"main tbody tr:nth-child(3) a", "main a[href$='/second-opinions']"}},
	{"leniency", "hanh.snv", "/rounds", []string{"main tbody tr:nth-child(3) a", "main a[href$='/leniency']"}},
	{"criterion-units", "hanh.snv", "/rounds", []string{"main tbody tr:nth-child(3) a", "a[href*='/board']", "main thead a[href*='/criteria/']"}},
	{"criterion-mark", "an.vp", "/appraisals", []string{"main a[href*='/queue']", "main a[href*='/appraise']", "main a[href*='/criteria/']"}},
	{"precedents", "an.vp", "/appraisals", []string{"main a[href*='/queue']", "main a[href*='/appraise']", "main a[href*='/precedents']"}},
	{"inspections", "hanh.snv", "/rounds", []string{"main tbody tr:nth-child(3) a", "main a[href$='/inspections']"}},
	{"appraise-again", "an.vp", "/appraisals", []string{"main a[href*='/queue?show=cut']", "main a[href*='/appraise']"}},
	{"surveys", "hanh.snv", "/rounds", []string{"main a[href^='/rounds/']:not([href$='/new'])", "a[href*='/surveys']"}},
	{"result", "hanh.snv", "/rounds", []string{"main tbody tr:nth-child(2) a", "a[href$='/result']"}},
	{"result-unit", "hanh.snv", "/rounds", []string{"main tbody tr:nth-child(2) a", "a[href$='/result']", "main a[href*='/result/']"}},
	{"council", "hanh.snv", "/", []string{"main a[href*='/council/']", "main nav a[href$='/council']"}},
	{"council-session", "quan.snv", "/", []string{"main a[href*='/council/']"}},
	{"council-item", "quan.snv", "/", []string{"main a[href*='/council/']", "main a[href*='/items/']"}},
	{"council-vote", "thanh.stp", "/", []string{"main a[href*='/council/']", "main a[href*='/items/']"}},
	{"council-minutes", "quan.snv", "/", []string{"main a[href*='/council/']", "main a[href$='/minutes']"}},
	{"criteria", "hanh.snv", "/criteria", nil},
	{"edition", "hanh.snv", "/criteria", []string{"main a[href^='/criteria/']:not([href*='import'])"}},
	{"criteria-import", "hanh.snv", "/criteria/import", nil},
	{"units", "hanh.snv", "/units", nil},
	{"accounts", "nam.quantri", "/accounts", nil},
	{"account-new", "nam.quantri", "/accounts/new", nil},
	{"account", "nam.quantri", "/accounts", []string{"main a[href^='/accounts/']:not([href$='/new'])"}},
	{"jobs", "nam.quantri", "/jobs", nil},
	{"quarantine", "nam.quantri", "/quarantine", nil},
	{"password", "mai.stp", "/password", nil},
	{"refused", "mai.stp", "/accounts", nil},
	{"missing", "mai.stp", "/nowhere", nil},
	{"public", "", "/ket-qua", nil},
	{"public-results", "", "/ket-qua", []string{"main a[href^='/ket-qua/']"}},
	{"public-unit", "", "/ket-qua", []string{"main a[href^='/ket-qua/']", "main a[href*='/so/']"}},
	{"public-method", "", "/ket-qua", []string{"main a[href^='/ket-qua/']", "a[href*='phuong-phap']"}},
}
