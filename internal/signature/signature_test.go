package signature

import (
	"bytes"
	"crypto/x509"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"parindex/internal/par"
	"parindex/internal/testkit/sign"
)

func paper(t *testing.T) []byte {
	t.Helper()
	doc := fpdf.New("P", "mm", "A4", "")
	doc.AddPage()
	doc.SetFont("Helvetica", "", 12)
	doc.Cell(40, 10, "Quyet dinh")
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must[V any](t *testing.T) func(V, error) V {
	t.Helper()
	return func(v V, err error) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestWhatIsSaidOfSignatures(t *testing.T) {
	now := time.Now()
	root := must[sign.Party](t)(sign.NewRoot("Root CA", now))
	other := must[sign.Party](t)(sign.NewRoot("Other CA", now))
	chief := must[sign.Party](t)(root.Issue("Nguyễn Văn A", "Sở Tư pháp", now))
	late := must[sign.Party](t)(root.Issue("Trần Thị B", "Sở Y tế", now.AddDate(-2, 0, 0)))
	signed := must[[]byte](t)(chief.PDF(paper(t), root))
	twice := must[[]byte](t)(chief.PDF(signed, root))
	expired := must[[]byte](t)(late.PDF(paper(t), root))
	changed := bytes.Replace(signed, []byte("/Pages"), []byte("/Pagez"), 1)
	added := append(bytes.Clone(signed), "\n% one more line\n%%EOF\n"...)
	holed := bytes.Replace(signed, []byte("/Contents <"), []byte("/Contents ("), 1)

	by := Signature{State: Intact, Signer: "Nguyễn Văn A", Organization: "Sở Tư pháp", Issuer: "Root CA", Whole: true, Root: "Root CA"}
	with := func(change func(*Signature)) Signature { s := by; change(&s); return s }
	cases := []struct {
		name  string
		file  []byte
		roots []*x509.Certificate
		want  []Signature
	}{
		{"none", paper(t), nil, []Signature{}},
		{"intact, trusted", signed, []*x509.Certificate{root.Certificate}, []Signature{by}},
		{"intact, root not configured", signed, []*x509.Certificate{other.Certificate}, []Signature{with(func(s *Signature) { s.Root = "" })}},
		{"one byte changed", changed, []*x509.Certificate{root.Certificate}, []Signature{with(func(s *Signature) { s.State = Changed })}},
		{"something added", added, []*x509.Certificate{root.Certificate}, []Signature{with(func(s *Signature) { s.Whole = false })}},
		{"signed again", twice, []*x509.Certificate{root.Certificate}, []Signature{with(func(s *Signature) { s.Whole = false }), by}},
		{"no string in the hole", holed, nil, []Signature{{State: Unreadable, Whole: true}}},
		{"certificate not in force", expired, []*x509.Certificate{root.Certificate}, []Signature{{
			State: Expired, Signer: "Trần Thị B", Organization: "Sở Y tế", Issuer: "Root CA", Whole: true,
		}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Inspect(bytes.NewReader(c.file), int64(len(c.file)), c.roots, par.At(now))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(Signature{}, "At")); diff != "" {
				t.Error(diff)
			}
			for _, s := range got {
				if s.State != Unreadable && now.Sub(s.At.Std()).Abs() > time.Minute {
					t.Errorf("signed at %v", s.At)
				}
			}
		})
	}
}

func TestAnotherProgramReadsOurTestSignaturesLikewise(t *testing.T) {
	pdfsig, err := exec.LookPath("pdfsig")
	if err != nil {
		t.Skip("skipped: no pdfsig; install Debian's poppler-utils")
	}
	now := time.Now()
	root := must[sign.Party](t)(sign.NewRoot("Root CA", now))
	chief := must[sign.Party](t)(root.Issue("Nguyen Van A", "So Tu phap", now))
	name := filepath.Join(t.TempDir(), "signed.pdf")
	if err := os.WriteFile(name, must[[]byte](t)(chief.PDF(paper(t), root)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.Command(pdfsig, "-nocert", name).CombinedOutput()
	for _, want := range []string{"Signer Certificate Common Name: Nguyen Van A", "Total document signed", "Signature is Valid."} {
		if !strings.Contains(string(out), want) {
			t.Errorf("pdfsig does not say %q:\n%s", want, out)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add([]byte("%PDF-1.7 /ByteRange [0 5 9 2] <30>"))
	f.Add([]byte("/ByteRange[0 1 999999999999 999999999999]"))
	f.Fuzz(func(t *testing.T, file []byte) {
		found, err := Inspect(bytes.NewReader(file), int64(len(file)), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range found {
			if s.State == Intact {
				t.Errorf("intact: %q", file)
			}
		}
	})
}
