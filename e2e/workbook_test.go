package e2e

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"parindex/internal/testkit/world"
)

// download fetches what a link of the page leads to into a file.
func (v *tab) download(link, name string) string {
	v.t.Helper()
	v.until(link, fmt.Sprintf("document.querySelector(%q)", link))
	text := eval[string](v, fmt.Sprintf(`fetch(document.querySelector(%q).href).then(r => r.blob()).then(b => new Promise(done => {
		const reader = new FileReader(); reader.onload = () => done(reader.result); reader.readAsDataURL(b) }))`, link))
	_, data, _ := strings.Cut(text, ",")
	content, err := base64.StdEncoding.DecodeString(data)
	must(v.t, err)
	file := filepath.Join(v.t.TempDir(), name)
	must(v.t, os.WriteFile(file, content, 0o600))
	return file
}

// work types values into a workbook, each by its leaf and field, and saves it.
func work(t *testing.T, file string, values map[string]any) {
	t.Helper()
	book, err := excelize.OpenFile(file)
	must(t, err)
	defer book.Close()
	sheet := book.GetSheetName(0)
	rows, err := book.GetRows(sheet)
	must(t, err)
	column := map[string]int{} // by its key, which stands in a hidden row
	for i, key := range rows[1] {
		column[key] = i
	}
	typed := 0
	for i, row := range rows[2:] {
		if len(row) <= column["code"] {
			continue
		}
		value, ok := values[row[column["code"]]+" "+row[column["field"]]]
		if !ok {
			continue
		}
		cell, err := excelize.CoordinatesToCellName(column["value"]+1, i+3)
		must(t, err)
		must(t, book.SetCellValue(sheet, cell, value))
		typed++
	}
	if typed != len(values) {
		t.Fatalf("%d of %d values found their cell", typed, len(values))
	}
	must(t, book.Save())
}

func TestASheetGoesOutAsAWorkbookAndComesBack(t *testing.T) {
	t.Parallel()
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	b := openBrowser(t, serve(t, at).url)
	v, other := b.as(t, one.Officer.Login, world.Password), b.as(t, one.Officer.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier)
	v.open(sheet + "/workbook")
	file := v.download("main a[download]", "phieu.xlsx")

	// While the file is being filled in, another types on the page.
	other.open(sheet + "?area=3")
	other.fraction("3.3.1", "90", "100")
	other.says("3.3.1", "Đã lưu")
	work(t, file, map[string]any{
		"3.3.1 a": 118555, "3.3.1 b": 120671, "3.3.2 a": 9, "3.3.2 b": 10, "3.3.3 a": 5, "3.3.3 b": "năm", "3.4.1 yes": "x",
	})
	v.attach("[name=file]", file)
	v.press("form[enctype] [type=submit]")
	v.at(sheet + "/workbook/")
	v.see("3.3.1", "90/100", "118.555/120.671", "0,90", "“năm” không phải là số")
	t.Run("preview", func(t *testing.T) {
		looks := *v
		looks.t = t
		looks.sound(t, axe(t))
	})
	if got := other.text("#pt-3\\.3\\.2"); !strings.HasPrefix(got, "–") {
		t.Errorf("the preview has already written: %q", got)
	}

	// What two have changed is chosen by hand; the rest is written with it.
	v.press("fieldset.bookpick [value=mine]")
	v.press("form.stack .bookact [type=submit]")
	v.until("being written", `!document.querySelector("form.stack .bookact")`)
	v.open(sheet + "?area=3")
	v.saved("3.3.1", "2,95")
	v.saved("3.3.2", "0,90")
	v.saved("3.3.3", "–")
	v.saved("3.4.1", "0,50")
}
