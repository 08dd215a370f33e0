package e2e

import (
	"fmt"
	"path/filepath"
	"testing"

	"parindex/internal/testkit/world"
)

// paste puts a block into the field that a selector finds, as copied from a spreadsheet.
func (v *tab) paste(selector, block string) {
	v.t.Helper()
	v.until(selector, fmt.Sprintf("document.querySelector(%q)", selector))
	eval[bool](v, fmt.Sprintf(`(() => { const data = new DataTransfer(); data.setData("text/plain", %q); document.querySelector(%q).focus();
		return document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})) || true })()`, block, selector))
}

// holds waits until a field has a value.
func (v *tab) holds(selector, value string) {
	v.t.Helper()
	v.until(fmt.Sprintf("%s = %q", selector, value), fmt.Sprintf("document.querySelector(%q)?.value == %q", selector, value))
}

func TestABlockFromASpreadsheetIsPastedRefusedInPartAndUndone(t *testing.T) {
	t.Parallel()
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	v := openBrowser(t, serve(t, at).url).as(t, one.Officer.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3"
	v.open(sheet)
	v.fraction("3.3.1", "90", "100")
	v.says("3.3.1", "Đã lưu")

	// Three rows of two cells; the last row cannot be read.
	v.paste("[data-cell='3.3.1'] [name=a]", "118.555\t120.671\r\n9\t10\r\n5\tnăm\r\n")
	v.see("4 ô đã dán, 2 ô không nhận", "118.555/120.671 = 98,25 % → 2,95")
	v.says("3.3.2", "Đã lưu")
	v.says("3.3.3", "Bị từ chối")
	v.see("“năm” không phải là số")
	v.press("#paste-bar .btn")
	v.see("6 ô đã trở về")
	v.saved("3.3.1", "2,70")
	v.holds("[data-cell='3.3.1'] [name=a]", "90")
	v.saved("3.3.2", "–")
	v.holds("[data-cell='3.3.2'] [name=a]", "")
	v.until("3.3.3 as empty as before", `document.querySelector("[data-cell='3.3.3'] [name=b]").value == "" && !document.querySelector("#pt-3\\.3\\.3 .st")`)
	v.nothingKept()
	v.open(sheet)
	v.saved("3.3.1", "2,70")
	v.holds("[data-cell='3.3.2'] [name=a]", "")
}

func TestWordsOfASpreadsheetChooseTickAndGivePercentages(t *testing.T) {
	t.Parallel()
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	v := openBrowser(t, serve(t, at).url).as(t, one.Officer.Login, world.Password)
	v.open("/dossiers/" + string(one.Dossier) + "?area=1")

	// A column goes from line to line, through the boxes of a list; an empty cell changes nothing.
	v.paste("[data-cell='1.1.1'] select", "ban hành đúng thời hạn\nx\nTRUE\n\nkhông")
	v.see("4 ô đã dán")
	v.saved("1.1.1", "1,00")
	v.saved("1.1.2", "0,50")
	v.paste("[data-cell='1.1.1'] select", "cham")
	v.until("the choice by its code", `document.querySelector("[data-cell='1.1.1'] select").value == "cham"`)
	v.says("1.1.1", "Đã lưu")
	v.paste("[data-cell='1.1.1'] select", "tùy ý")
	v.see("0 ô đã dán, 1 ô không nhận", "“tùy ý” không khớp với một lựa chọn nào")
	v.holds("[data-cell='1.1.1'] select", "cham")
	v.press("#paste-bar .btn")
	v.until("the bar to go", `!document.getElementById("paste-bar")`)
	v.paste("[data-cell='1.2.2'] [name=yes]", "Có")
	v.saved("1.2.2", "0,50")

	// A percentage stands for both figures; undoing brings them back.
	v.open("/dossiers/" + string(one.Dossier) + "?area=3")
	v.fraction("3.3.1", "90", "100")
	v.saved("3.3.1", "2,70")
	v.paste("[data-cell='3.3.1'] [name=a]", "98,25 %")
	v.saved("3.3.1", "2,95")
	v.press("#paste-bar .btn")
	v.saved("3.3.1", "2,70")
	v.holds("[data-cell='3.3.1'] [name=b]", "100")
	v.nothingKept()
}
