package testkit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parindex/internal/testkit"
)

const module = "parindex/"

// place says where a package stands in the house: what of ours it may import,
// and what from outside the standard library.
type place struct {
	pkg     string
	may     []string
	outside []string
}

func list(words string) []string { return strings.Fields(words) }

// ground are the packages that every capability may stand on.
var ground = list("par policy i18n score db job mail blob report signature extract clamd")

// capabilities from the left of the picture to the right: each may import
// those before it and never one after it.
var capabilities = list("account unit notice criteria round evidence dossier thread explanation appraisal council workbook survey result publication monitor reminder")

// places is the import table: the picture of docs/ARCHITECTURE.md as data.
// A package that is not in it fails the test.
func places() []place {
	table := []place{
		{"par", nil, nil},
		{"score", list("par"), nil},
		{"policy", list("par"), nil},
		{"i18n", list("par"), list("golang.org/x/text")},
		{"config", nil, nil},
		{"db", list("par policy"), list("github.com/jackc/pgx modernc.org/sqlite github.com/pressly/goose")},
		{"blob", list("par"), list("github.com/minio/minio-go")},
		{"job", list("par policy db"), nil},
		{"mail", list("par"), list("github.com/wneessen/go-mail")},
		{"report", list("par score i18n"), list("github.com/xuri/excelize codeberg.org/go-pdf/fpdf github.com/go-fonts/liberation")},
		{"signature", list("par"), list("github.com/smallstep/pkcs7")},
		{"clamd", nil, nil},
		{"extract", list("par i18n signature"), list("github.com/klippa-app/go-pdfium github.com/tetratelabs/wazero")},
		{"criteria/samples", nil, nil},
		{"httpx", list("par policy db account"), nil},
		{"web/asset", nil, nil},
		{"web/ui", list("par score i18n web/asset"), list("github.com/a-h/templ")},
		{"testkit", list("par policy db"), list("github.com/google/go-cmp")},
	}
	outside := map[string][]string{
		"account":  list("golang.org/x/crypto"),
		"evidence": list("github.com/gabriel-vasile/mimetype"),
		"workbook": list("github.com/xuri/excelize"),
	}
	inside := map[string][]string{"criteria": list("criteria/samples")}
	for i, c := range capabilities {
		table = append(table, place{c, slices.Concat(ground, capabilities[:i], inside[c]), outside[c]})
	}
	all := slices.Concat(ground, capabilities)
	return append(table,
		place{"invariant", all, nil},
		place{"web", slices.Concat(all, list("httpx criteria/samples web/asset web/ui")), list("github.com/a-h/templ")},
		place{"api", slices.Concat(all, list("httpx")), nil},
		place{"demo", slices.Concat(all, list("criteria/samples")), list("codeberg.org/go-pdf/fpdf github.com/go-fonts/liberation")},
		place{"testkit/sign", nil, list("github.com/smallstep/pkcs7")},
		place{"testkit/corpus", list("testkit/sign"), list("codeberg.org/go-pdf/fpdf github.com/go-fonts/liberation golang.org/x/text")},
		place{"testkit/cast", slices.Concat(all, list("criteria/samples testkit")), nil},
		place{"testkit/world", slices.Concat(all, list("criteria/samples testkit")), list("codeberg.org/go-pdf/fpdf")},
	)
}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

func packages(t *testing.T) []listed {
	t.Helper()
	command := exec.Command("go", "list", "-json=ImportPath,Imports", module+"internal/...")
	command.Dir = filepath.Join("..", "..")
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var found []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var one listed
		if err := decoder.Decode(&one); err != nil {
			t.Fatal(err)
		}
		found = append(found, one)
	}
	return found
}

func TestPackagesImportOnlyWhatTheirPlaceAllows(t *testing.T) {
	table := map[string]place{}
	for _, p := range places() {
		table[p.pkg] = p
	}
	for _, one := range packages(t) {
		name := strings.TrimPrefix(one.ImportPath, module+"internal/")
		p, ok := table[name]
		if !ok {
			t.Errorf("%s has no place in the import table", name)
			continue
		}
		for _, path := range one.Imports {
			if !p.allows(path) {
				t.Errorf("%s must not import %s", name, path)
			}
		}
	}
}

func (p place) allows(path string) bool {
	if name, ours := strings.CutPrefix(path, module+"internal/"); ours {
		return slices.Contains(p.may, name)
	}
	if path == "database/sql" {
		return p.pkg == "db" || p.pkg == "testkit"
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(p.outside, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

// TestLintKnowsTheImportTable keeps the rules of the linter equal to the table.
func TestLintKnowsTheImportTable(t *testing.T) {
	const begin, end = "      rules: # as in the import table; go test ./internal/testkit -update writes them\n", "      # end of the import table\n"
	file := filepath.Join("..", "..", ".golangci.yml")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(raw), begin)
	_, tail, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has lost the place of the import table", file)
	}
	testkit.Golden(t, file, head+begin+rules()+end+tail)
}

func rules() string {
	var b strings.Builder
	for _, p := range places() {
		if p.pkg == "testkit" || strings.HasPrefix(p.pkg, "testkit/") {
			continue // for tests only
		}
		fmt.Fprintf(&b, "        %s:\n          list-mode: strict\n          files: [\"**/internal/%s/*.go\", \"!$test\"]\n          allow:\n            - $gostd\n",
			strings.ReplaceAll(p.pkg, "/", "-"), p.pkg)
		for _, may := range p.may {
			fmt.Fprintf(&b, "            - %sinternal/%s$\n", module, may)
		}
		for _, prefix := range p.outside {
			fmt.Fprintf(&b, "            - %s\n", prefix)
		}
	}
	return b.String()
}
