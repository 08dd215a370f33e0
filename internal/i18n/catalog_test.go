package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dynamicPrefixes are the beginnings of keys that are put together while the
// program runs, so that no whole key stands in the source.
var dynamicPrefixes = []string{"library.facet.", "library.use.", "library.validity.", "library.security.",
	"board.legend_",                                                                                            // par.Stage
	"action.",                                                                                                  // policy actions
	"class.",                                                                                                   // names of classes
	"common.",                                                                                                  // words that any page may use
	"council.ground.", "council.item.", "council.says_", "council.session.", "council.share.", "council.vote.", // words of package council
	"criteria.col.", "criteria.field.", "criteria.flag.", "criteria.kind.", "criteria.level.", "criteria.mode.", "criteria.na.",
	"account.hint.",                                                 // par.Role
	"round.without.",                                                // par.Stage
	"case.act.", "case.ask.", "case.fallback.", "dossier.fallback.", // acts on one unit, dossier.Fallback
	"criteria.na_text.", "criteria.part.", "criteria.sheet.", "criteria.take.", "criteria.type.", // the layout of a workbook
	"sheet.formula.",                       // score.Term.Op
	"evidence.finding.", "evidence.grade.", // evidence.FindingKind, evidence.Grade
	"flash.",                    // httpx.Redirect.Done
	"error.",                    // one text and one title for each code of par.Error
	"jobs.kind.", "jobs.state.", // job.Kind, job.State
	"storage.harm.",                  // evidence.Fault
	"minutes.",                       // official minutes of the council
	"notice.",                        // notice.Kind
	"notices.mail.", "notices.mode.", // notice.MailState, notice.Mode
	"workbook.column.", "workbook.guide.", "workbook.verdict.", // columns of a workbook, lines of its guide
	"ordinal.",    // announcements: first, second
	"paper.",      // evidence.Kind
	"proof.",      // evidence.Proof
	"reason.",     // par.Reason
	"respondent.", // groups of a survey, by the code in the criteria set
	"role.",       // par.Role
	"round.average_of.", "round.class_word.", "round.move.", "round.decide.", "round.decide_link.", "round.decide_needs.", "round.move_effect.", "round.move_needs.", "round.move_title.", "round.next.", "round.no_survey.", "review.grade.",
	"round.rank_on.", "round.ranking.", // words of the setup
	"saving.",  // ui.Saving
	"stage.",   // par.Stage
	"state.",   // par.DossierState
	"weekday.", // Weekday
}

func TestLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	for key, en := range catalog[En] {
		vi, ok := catalog[Vi][key]
		switch {
		case !ok && strings.HasSuffix(key, ".one"):
			if _, ok := catalog[Vi][strings.TrimSuffix(key, ".one")+".other"]; !ok {
				t.Errorf("%s has no %s in Vietnamese", key, strings.TrimSuffix(key, ".one")+".other")
			}
		case !ok:
			t.Errorf("%s is not said in Vietnamese", key)
		case !slices.Equal(placeholders(vi), placeholders(en)):
			t.Errorf("%s has placeholders %v in Vietnamese, %v in English", key, placeholders(vi), placeholders(en))
		}
	}
	for key := range catalog[Vi] {
		if _, ok := catalog[En][key]; !ok {
			t.Errorf("%s is not said in English", key)
		}
	}
}

func TestTextsAreNotEmptyAndNormal(t *testing.T) {
	for lang, messages := range catalog {
		for key, m := range messages {
			text := strings.Join(m, "")
			if strings.TrimSpace(text) == "" || NFC(text) != text || strings.ContainsAny(text, "{}") {
				t.Errorf("%s %s: %q is empty, not in NFC or has a lone brace", lang, key, text)
			}
		}
	}
}

func TestFilesOfBothLanguagesCorrespond(t *testing.T) {
	vi, en := readFiles(Vi), readFiles(En)
	for name := range en {
		if _, ok := vi[name]; !ok {
			t.Errorf("%s is missing in Vietnamese", name)
		}
	}
	for name, texts := range vi {
		for key := range texts {
			if _, here := en[name][key]; !here {
				t.Errorf("%s stands in vi/%s but not in en/%s", key, name, name)
			}
		}
	}
}

func TestEveryUsedKeyExists(t *testing.T) {
	calls := regexp.MustCompile(`\b(?:T|N)\("([a-z0-9_]+(?:\.[a-zA-Z0-9_]+)+)"|\bE\(\s*(?:par\.)?[A-Z]\w+,\s*"([^"]+)"`)
	for file, source := range sources(t) {
		for _, m := range calls.FindAllStringSubmatch(source, -1) {
			key := m[1] + m[2]
			if !New(Vi).Has(key) {
				t.Errorf("%s uses %s, which is not in the catalogue", file, key)
			}
		}
	}
}

func TestEveryKeyIsUsed(t *testing.T) {
	quoted := regexp.MustCompile(`"([a-z0-9_]+(?:\.[a-zA-Z0-9_]+)+)"`)
	used := map[string]bool{}
	for _, source := range sources(t) {
		for _, m := range quoted.FindAllStringSubmatch(source, -1) {
			used[m[1]] = true
		}
	}
	for key := range catalog[En] {
		plain := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		dynamic := slices.ContainsFunc(dynamicPrefixes, func(p string) bool { return strings.HasPrefix(key, p) })
		if !dynamic && !used[key] && !used[plain] {
			t.Errorf("%s is never used", key)
		}
	}
}

func placeholders(m message) []string {
	var names []string
	for i := 1; i < len(m); i += 2 {
		names = append(names, m[i])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// sources returns the program's own Go and templ files, without tests and
// generated files.
func sources(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, root := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !isSource(path) {
				return err
			}
			raw, err := os.ReadFile(path)
			found[path] = string(raw)
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return found
}

func isSource(path string) bool {
	if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
		return false
	}
	return strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".templ")
}
