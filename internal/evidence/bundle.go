package evidence

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Bundle is what goes into one ZIP: documents, each once, and the places that
// cite them.
type Bundle struct {
	Files []Packed
	Uses  []Use // of a dossier, leaf by leaf; empty for a whole library
}

// Packed is a document of a bundle.
type Packed struct {
	Document
	Path  string // in the ZIP, unique, fit for every system; empty: left out
	State PackedState
}

// PackedState says what became of a file on its way into the ZIP.
type PackedState string

// What becomes of files.
const (
	PackedWhole PackedState = ""
	PackedHeld  PackedState = "held" // in quarantine, left out
	PackedLost  PackedState = "lost" // could not be read, or is not what was kept
)

// BundleDossier finds what a dossier cites, as far as the reader may see it; a
// leaf narrows it.
func (s *Service) BundleDossier(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string) (Bundle, error) {
	var b Bundle
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		b = Bundle{}
		policy.Note(tx.Context(), policy.ReadEvidence)
		all, err := ListUses(tx, dossierID)
		if err != nil {
			return err
		}
		may := map[string]bool{}
		for _, c := range all {
			if leaf != "" && c.Leaf != leaf {
				continue
			}
			if _, asked := may[c.Leaf]; !asked {
				if may[c.Leaf], err = s.mayRead(tx, actor, dossierID, c.Leaf); err != nil {
					return err
				}
			}
			if may[c.Leaf] {
				b.add(c)
			}
		}
		if len(b.Uses) > 0 {
			return b.name(tx)
		}
		resource, err := s.place(tx, dossierID, leaf)
		if err != nil {
			return err
		}
		_, err = tx.Check(actor, policy.ReadEvidence, resource)
		return err
	})
	return b, err
}

func (s *Service) mayRead(tx *db.Tx, actor par.Actor, dossierID par.ID, leaf string) (bool, error) {
	resource, err := s.place(tx, dossierID, leaf)
	if err != nil {
		return false, err
	}
	_, refused := tx.Check(actor, policy.ReadEvidence, resource)
	return refused == nil, nil
}

func (b *Bundle) add(c Citation) {
	b.Uses = append(b.Uses, c.Use)
	if !slices.ContainsFunc(b.Files, func(p Packed) bool { return p.ID == c.Document.ID }) {
		b.Files = append(b.Files, Packed{Document: c.Document})
	}
}

// BundleLibrary finds every document of a unit.
func (s *Service) BundleLibrary(ctx context.Context, actor par.Actor, owner par.ID) (Bundle, error) {
	var b Bundle
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		b = Bundle{}
		if _, err := tx.Check(actor, policy.ReadEvidence, policy.Resource{Unit: owner}); err != nil {
			return err
		}
		all, err := db.List(tx, scanDocument, selectLibrary, owner)
		for _, d := range all {
			b.Files = append(b.Files, Packed{Document: d})
		}
		if err != nil {
			return err
		}
		return b.name(tx)
	})
	return b, err
}

const selectLibrary = `
SELECT ` + documentColumns + `
FROM document AS d
JOIN stored_file AS f ON f.hash = d.file_hash
WHERE d.unit_id = $1
ORDER BY d.created_at, d.id
LIMIT 20000`

// factsAtOnce is about how many files one question asks.
const factsAtOnce = 500

// name gives each file its name in the ZIP and leaves out what is in quarantine.
func (b *Bundle) name(tx *db.Tx) error {
	taken := map[string]bool{}
	for some := range slices.Chunk(b.Files, factsAtOnce) {
		hashes := make([]string, len(some))
		for i, p := range some {
			hashes[i] = p.File.Hash
		}
		facts, err := FactsOf(tx, hashes)
		if err != nil {
			return err
		}
		for i := range some {
			if facts[some[i].File.Hash].Virus.Quarantined() {
				some[i].State = PackedHeld
				continue
			}
			some[i].Path = freeName(taken, some[i].Document)
		}
	}
	return nil
}

// freeName finds a name that no other file has, whatever the capitals.
func freeName(taken map[string]bool, d Document) string {
	ending := strings.ToLower(path.Ext(d.File.Name))
	stem := d.Number
	if stem == "" {
		stem = strings.TrimSuffix(d.File.Name, path.Ext(d.File.Name))
	}
	stem = safeName(stem)
	name := stem + ending
	for n := 2; taken[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s (%d)%s", stem, n, ending)
	}
	taken[strings.ToLower(name)] = true
	return name
}

// longestPacked is how many characters a name in a ZIP keeps, so that it can be
// unpacked in a deep folder.
const longestPacked = 80

// reserved are names that Windows keeps for devices.
var reserved = strings.Fields("con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9")

// safeName makes the stem of a file name that every system takes.
func safeName(text string) string {
	text = strings.Map(func(c rune) rune {
		if c < 0x20 || c == 0x7f || strings.ContainsRune(`<>:"/\|?*`, c) {
			return '-'
		}
		return c
	}, i18n.NFC(text))
	if letters := []rune(text); len(letters) > longestPacked {
		text = string(letters[:longestPacked])
	}
	text = strings.Trim(text, " .")
	device, _, _ := strings.Cut(strings.ToLower(text), ".")
	if text == "" || slices.Contains(reserved, strings.TrimSpace(device)) {
		text = "_" + text
	}
	return text
}

// Write writes the files as a ZIP, one after the other as they are read, and at
// the end what index makes of the bundle, which then says what could not be
// packed. Each file is compared with what was kept while it is copied.
func (s *Service) Write(ctx context.Context, w io.Writer, b Bundle, indexName string, index func(io.Writer, Bundle) error) error {
	z := zip.NewWriter(w)
	for i := range b.Files {
		if b.Files[i].Path == "" {
			continue
		}
		if err := s.pack(ctx, z, &b.Files[i]); err != nil {
			return err
		}
	}
	part, err := z.Create(indexName)
	if err != nil {
		return fmt.Errorf("write ZIP: %w", err)
	}
	if err := index(part, b); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write ZIP: %w", err)
	}
	return nil
}

// pack copies one file. One that cannot be opened is left out.
func (s *Service) pack(ctx context.Context, z *zip.Writer, p *Packed) error {
	content, err := s.files.Open(ctx, p.File.Hash)
	if err != nil {
		p.Path, p.State = "", PackedLost
		return ctx.Err()
	}
	defer content.Close()
	// The types that are kept are packed already.
	part, err := z.CreateHeader(&zip.FileHeader{Name: p.Path, Method: zip.Store, Modified: p.CreatedAt.Std()})
	if err != nil {
		return fmt.Errorf("write ZIP: %w", err)
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(part, sum), content); err != nil {
		return fmt.Errorf("write ZIP: %w", err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != p.File.Hash {
		p.State = PackedLost
	}
	return nil
}
