package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"parindex/internal/par"
	"parindex/internal/testkit/sign"
)

// TestMain lets the program of these tests be the reading process too, and a
// hostile one: "worker" reads; the others do what a hostile file might make it do.
func TestMain(m *testing.M) {
	if len(os.Args) < 3 {
		os.Exit(m.Run())
	}
	switch os.Args[1] {
	case "worker":
		os.Exit(Child(context.Background(), os.Args[2], os.Stdin, os.Stdout, os.Stderr))
	case "spins":
		for {
			runtime.Gosched()
		}
	case "hoards":
		hoard()
	case "writes":
		os.Exit(scribble())
	case "chatters":
		for {
			fmt.Print(strings.Repeat("x", 1<<20))
		}
	default:
		os.Exit(m.Run())
	}
}

func hoard() {
	if limitSelf(false) != nil {
		os.Exit(failed)
	}
	for kept := [][]byte{}; len(kept) >= 0; {
		kept = append(kept, bytes.Repeat([]byte("x"), 64<<20))
	}
}

// scribble ends with failed if it can write a file.
func scribble() int {
	if limitSelf(false) != nil {
		return failed
	}
	signal.Ignore(syscall.SIGXFSZ)
	f, err := os.CreateTemp("", "scribble")
	if err == nil {
		defer os.Remove(f.Name())
		_, err = f.WriteString("x")
	}
	if err == nil {
		return failed
	}
	return 1
}

func TestAHostileFileCostsItsProcessOnly(t *testing.T) {
	for does, want := range map[string]Fault{"spins": TooSlow, "hoards": TooBig, "writes": TooBig, "chatters": TooSlow} {
		t.Run(does, func(t *testing.T) {
			r := reader(t)
			r.Args, r.Time = []string{does}, 10*time.Second
			if want == TooSlow {
				r.Time = time.Second
			}
			if got := read(t, r, Task{Media: pdfType}, []byte("%PDF-")); got.Fault != want {
				t.Errorf("fault %q, want %q", got.Fault, want)
			}
		})
	}
}

func TestAMachineThatCannotReadIsNoFaultOfTheFile(t *testing.T) {
	r := reader(t)
	r.Roots = filepath.Join(t.TempDir(), "missing.pem")
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := r.Read(t.Context(), Task{Media: docxType}, f); err == nil {
		t.Errorf("no error, report %+v", got)
	}
}

func reader(t *testing.T) Reader {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(os.TempDir(), "parindex-test-compiled")
	return Reader{Program: program, Args: []string{"worker"}, Cache: cache, Time: time.Minute, OCRTime: time.Minute}
}

func read(t *testing.T, r Reader, task Task, content []byte) Report {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := r.Read(t.Context(), task, f)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// paper is a PDF with a line of text on each page; an empty line is a page without.
func paper(t *testing.T, secret bool, lines ...string) []byte {
	t.Helper()
	doc := fpdf.New("P", "mm", "A4", "")
	if secret {
		doc.SetProtection(0, "user", "owner")
	}
	doc.AddUTF8FontFromBytes("serif", "", liberationserifregular.TTF)
	doc.SetFont("serif", "", 12)
	for _, text := range lines {
		doc.AddPage()
		doc.MultiCell(0, 8, text, "", "", false)
	}
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func archive(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const line = "Quyết định về việc ban hành Kế hoạch cải cách hành chính; ẰẲẴẶẤẦ đ Đ"

func TestWhatIsReadOfFiles(t *testing.T) {
	root, err := sign.NewRoot("Root", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := root.PDF(paper(t, false, line))
	if err != nil {
		t.Fatal(err)
	}
	word := archive(t, map[string]string{"word/document.xml": `<w:document xmlns:w="w"><w:p><w:t>Kế hoạch</w:t><w:tab/><w:t>số 5</w:t></w:p><w:p><w:t>Điều 1</w:t></w:p></w:document>`})
	sheet := archive(t, map[string]string{"xl/sharedStrings.xml": `<sst><si><t>Đơn vị</t></si><si><t>Tỷ lệ</t></si></sst>`})
	whole := paper(t, false, line)
	cases := []struct {
		name, media string
		file        []byte
		want        Report
	}{
		{"PDF", pdfType, paper(t, false, line, line), Report{Pages: 2, Text: []string{line, line}}},
		{"PDF with a scan", pdfType, paper(t, false, line, ""), Report{Pages: 2, Text: []string{line, ""}, Scans: []int{2}}},
		{"PDF with a password", pdfType, paper(t, true, line), Report{Encrypted: true}},
		{"PDF cut off", pdfType, whole[:len(whole)/3], Report{Fault: Damaged}},
		{"no PDF", pdfType, []byte("hello"), Report{Fault: Damaged}},
		{"signed PDF", pdfType, signed, Report{Pages: 1, Text: []string{line}, Signatures: nil}},
		{"DOCX", docxType, word, Report{Text: []string{"Kế hoạch\tsố 5\nĐiều 1"}}},
		{"XLSX", xlsxType, sheet, Report{Text: []string{"Đơn vị\nTỷ lệ"}}},
		{"no DOCX", docxType, []byte("hello"), Report{Fault: Damaged}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, reader(t), Task{Media: c.media, Now: par.At(time.Now())}, c.file)
			if c.name == "signed PDF" {
				if len(got.Signatures) != 1 || got.Signatures[0].State != "intact" {
					t.Errorf("signatures: %v", got.Signatures)
				}
				got.Signatures = nil
			}
			for i, text := range got.Text {
				if c.media == pdfType {
					got.Text[i] = strings.Join(strings.Fields(text), " ")
				}
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Report{}, "Memory")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
