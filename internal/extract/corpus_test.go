package extract

import (
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"parindex/internal/par"
	"parindex/internal/testkit/corpus"
)

// spaces makes texts comparable whose lines were broken by a page.
func spaces(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestWhatOfficesAndAttackersSendIsReadWithinTheLimits(t *testing.T) {
	now := time.Now()
	files, _, err := corpus.Special(now)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		files = append(files, corpus.Ordinary(i))
	}
	media := map[string]string{".pdf": pdfType, ".docx": docxType}
	for _, f := range files {
		if f.Refused != "" {
			continue // it never comes so far
		}
		t.Run(f.What, func(t *testing.T) {
			began := time.Now()
			got := read(t, reader(t), Task{Media: media[path.Ext(f.Name)], Now: par.At(now)}, f.Content)
			if took := time.Since(began); took > time.Minute {
				t.Errorf("took %v", took)
			}
			if got.Memory > 1<<30 {
				t.Errorf("held %d MB", got.Memory>>20)
			}
			if !f.Attack {
				compare(t, f, got)
			}
		})
	}
}

func compare(t *testing.T, f corpus.File, got Report) {
	t.Helper()
	var states []string
	for _, s := range got.Signatures {
		states = append(states, string(s.State))
	}
	if got.Fault != "" || got.Pages != f.Pages || len(got.Scans) != f.Scans || got.Encrypted != f.Secret || !slices.Equal(states, f.Signed) {
		t.Errorf("fault %q, %d pages, %d scans, encrypted %v, signatures %v", got.Fault, got.Pages, len(got.Scans), got.Encrypted, states)
	}
	if !strings.Contains(spaces(strings.Join(got.Text, " ")), f.Contains) {
		t.Errorf("its text lacks %q", f.Contains)
	}
}
