package publication

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"parindex/internal/par"
)

// ManifestFormat names the form of a manifest.
const ManifestFormat = "parindex.publication/1"

// Manifest names everything that a publication consists of. Its bytes are what
// the publication's hash is taken of.
type Manifest struct {
	Format        string          `json:"format"`
	Publication   par.ID          `json:"publication"`
	Round         string          `json:"round"`
	Year          int             `json:"year"`
	Number        int             `json:"number"`
	Title         string          `json:"title"`
	DemoNote      string          `json:"demo_note"`
	Replaces      par.ID          `json:"replaces"`
	Reason        string          `json:"reason"`
	DecidedBy     string          `json:"decided_by"`
	DecidedAt     string          `json:"decided_at"`
	EventsTo      int64           `json:"events_to"`
	PolicyVersion string          `json:"policy_version"`
	Blocks        []ManifestBlock `json:"blocks"`
}

// ManifestBlock holds the SHA-256 of what is kept of one block.
type ManifestBlock struct {
	Block  string `json:"block"`
	Name   string `json:"name"`
	Bundle string `json:"bundle"`
	Result string `json:"result"`
	Detail string `json:"detail"`
}

// content is what is kept of one block.
type content struct {
	Code     string
	Name     string
	Position int
	Bundle   string // parindex.bundle/1
	Result   string // parindex.result/1
	Detail   string // result.Block as JSON
	Hash     string // SHA-256 of Bundle
}

func manifestOf(p Publication, contents []content) Manifest {
	m := Manifest{
		Format: ManifestFormat, Publication: p.ID, Round: p.Round, Year: p.Year, Number: p.Number,
		Title: p.Title, DemoNote: p.DemoNote, Replaces: p.Replaces, Reason: p.Reason,
		DecidedBy: p.DecidedName, DecidedAt: p.DecidedAt.Std().Format(time.RFC3339Nano),
		EventsTo: p.EventsTo, PolicyVersion: p.PolicyVersion, Blocks: []ManifestBlock{},
	}
	for _, c := range contents {
		m.Blocks = append(m.Blocks, ManifestBlock{c.Code, c.Name, hashOf(c.Bundle), hashOf(c.Result), hashOf(c.Detail)})
	}
	return m
}

// Bytes writes the manifest in its one form: fields in order, no blanks, no
// escapes but those that JSON needs, no newline at the end.
func (m Manifest) Bytes() ([]byte, error) { return canonical(m) }

// canonical writes plain values as JSON in one form.
func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write canonical JSON: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
