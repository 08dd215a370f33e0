package workbook

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/score"
)

// libreOffice finds the program, or skips the test with its reason.
func libreOffice(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"soffice", "libreoffice"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("skipped: no LibreOffice to open workbooks with, install Debian's libreoffice-calc")
	return ""
}

// patience is how long LibreOffice may take for one thing.
const patience = 2 * time.Minute

// run runs a program with a home of the test's own.
func run(t *testing.T, profile, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, name, args...)
	command.Env = append(os.Environ(), "HOME="+profile)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// converted opens a file in LibreOffice and saves it as another kind.
func converted(t *testing.T, soffice, profile, file, kind string) string {
	t.Helper()
	out := t.TempDir()
	run(t, profile, soffice, "-env:UserInstallation=file://"+profile, "--headless", "--norestore", "--convert-to", kind, "--outdir", out, file)
	return filepath.Join(out, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))+"."+kind)
}

func onDisk(t *testing.T, name string, data []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func contentOf(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// foreign takes out of explanations what LibreOffice itself loses when it
// saves: a tab in its own format, and a sign that begins where another ends.
var foreign = strings.NewReplacer("\t", " ", "_x0041_x0041_", "_x0041_")

// TestValuesSurviveLibreOffice opens a full sheet in LibreOffice and saves it,
// as XLSX and by way of its own format: it still says what it said.
func TestValuesSurviveLibreOffice(t *testing.T) {
	soffice := libreOffice(t)
	set, profile := everySet(t), t.TempDir()
	for i := range 3 {
		draw := rapid.Custom(func(t *rapid.T) map[string]dossier.Score {
			some := map[string]dossier.Score{}
			for _, leaf := range set.Leaves() {
				if leaf.Rule.Type == score.RuleSurvey {
					continue
				}
				if said, given := scoreOf(t, leaf); given {
					said.Note = foreign.Replace(said.Note)
					some[leaf.Code] = said
				}
			}
			return some
		})
		scores := draw.Example(40 + i)
		s := speech(i18n.Vi)
		file := onDisk(t, "phieu.xlsx", packed(t, sheetFile(sheetOf(t, set, scores), officer(), s, nil).Form))
		same := converted(t, soffice, profile, file, "xlsx")
		across := converted(t, soffice, profile, converted(t, soffice, profile, file, "ods"), "xlsx")
		for name, back := range map[string]string{"xlsx": same, "ods and xlsx": across} {
			read := readAgain(t, set, s, contentOf(t, back))
			if len(read.stray) > 0 || len(read.leaves) != len(set.Leaves())-1 {
				t.Fatalf("by %s: %d leaves, stray %+v", name, len(read.leaves), read.stray)
			}
			for _, one := range read.leaves {
				was := scores[one.node.Code]
				if got, ok := sameScore(one, was); !ok {
					t.Errorf("by %s: %s: read %q (%+v), was %q / %q", name, one.node.Code, got, one.faults, answerText(one.node.Rule, was), was.Note)
				}
			}
		}
	}
}

// typist types into a sheet by way of LibreOffice's own bridge: cell by cell,
// as a person does, so that texts are taken for numbers where they look so.
const typist = `
import sys, time, uno
from com.sun.star.beans import PropertyValue
def prop(name, value):
    p = PropertyValue(); p.Name = name; p.Value = value
    return p
pipe, source, target = sys.argv[1:4]
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for attempt in range(200):
    try:
        context = resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        break
    except Exception:
        time.sleep(0.2)
desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
document = desktop.loadComponentFromURL("file://" + source, "_blank", 0, (prop("Hidden", True),))
sheet = document.Sheets.getByIndex(0)
for pair in sys.argv[4:]:
    place, _, text = pair.partition("=")
    cell = sheet.getCellRangeByName(place)
    if cell.CellProtection.IsLocked:
        sys.exit("the cell %s is locked" % place)
    cell.FormulaLocal = text
document.storeToURL("file://" + target, (prop("FilterName", "Calc MS Excel 2007 XML"),))
document.close(True)
try:
    desktop.terminate()
except Exception:
    pass
`

// TestWhatIsTypedInLibreOfficeIsTaken types into the open cells in LibreOffice,
// saves and sends the file in.
func TestWhatIsTypedInLibreOfficeIsTaken(t *testing.T) {
	soffice := libreOffice(t)
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import uno").Run(); err != nil {
		t.Skip("skipped: no bridge from Python to LibreOffice, install Debian's python3-uno")
	}
	o, profile := newOffice(t), t.TempDir()
	ratio, yesno := o.leaf(score.RuleRatio), o.YesNo()[0]
	source, target := onDisk(t, "phieu.xlsx", o.file(o.one)), filepath.Join(t.TempDir(), "sua.xlsx")
	var typed []string
	o.edit(contentOf(t, source), func(f *form) {
		typed = []string{f.at(ratio, "percent", colValue) + "=98.25%", f.at(yesno, "yes", colValue) + "=Có", f.at(yesno, "yes", colNote) + "=Đã ban hành đủ"}
	})
	office := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+profile, "--headless", "--norestore", "--accept=pipe,name=parindex-workbook;urp;")
	office.Env = append(os.Environ(), "HOME="+profile)
	if err := office.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = office.Process.Kill() // it has ended by itself, or never will
		_ = office.Wait()
	}()
	run(t, profile, python, append([]string{"-c", typist, "parindex-workbook", source, target}, typed...)...)
	_, p := o.preview(contentOf(t, target))
	if p.Counts[Changed] != 2 || p.Counts[Refused]+p.Counts[Conflict] != 0 {
		t.Fatalf("counts %v %+v", p.Counts, p.row(ratio).Faults)
	}
	if got := p.row(ratio).After.Value.Percent; got != "98.25" {
		t.Errorf("read %s %%", got)
	}
	if row := p.row(yesno); !*row.After.Value.Yes || row.After.Note != "Đã ban hành đủ" {
		t.Errorf("read %+v", row.After)
	}
}
