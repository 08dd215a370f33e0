// Package criteria owns criteria sets: their editions, what guides a reader
// through them, import and export. An edition that a round uses is frozen. It
// must not know rounds or units. Start with Edition and SaveEdition.
package criteria

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Guide is what helps a reader with one leaf.
type Guide struct {
	Help     string `json:"help"`     // the rule in plain words
	Evidence string `json:"evidence"` // which documents prove it
	Agency   string `json:"agency"`   // code of the appraising agency
}

// Edition is one numbered state of a criteria set. Editions of one set share a code.
type Edition struct {
	ID       par.ID
	Code     string
	Number   int64
	Title    string
	Level    string // department, district or commune
	Sample   bool   // made for demonstration, nobody's regulation
	Note     string
	Set      *score.Set
	Guides   map[string]Guide // by code of leaf
	Hash     string           // SHA-256 of set and guides
	FrozenAt par.Time         // zero: may still be changed
	Version  int64
}

// Frozen tells whether a round uses the edition, so that it can change no more.
func (e Edition) Frozen() bool { return e.FrozenAt != 0 }

// Guide returns what is said of a leaf; nothing is said of an unknown one.
func (e Edition) Guide(leaf string) Guide { return e.Guides[leaf] }

// Service offers the use cases on criteria sets.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// Check tells what of an edition's own fields is at fault. The set has been
// checked when it was read.
func (e Edition) Check() error {
	faults := map[string]par.Text{}
	if !codeForm.MatchString(e.Code) {
		faults["code"] = par.T("criteria.bad_code")
	}
	if n := utf8.RuneCountInString(e.Title); n == 0 || n > 300 {
		faults["title"] = par.T("error.length", "min", 1, "max", 300)
	}
	if e.Set == nil {
		faults["file"] = par.T("criteria.no_set")
	}
	if e.Level != "" && !slices.Contains(levelWords.values, e.Level) {
		faults["level"] = par.T("error.choose")
	}
	if !printable(e) {
		faults["file"] = par.T("criteria.unprintable", "limit", longest)
	}
	for leaf := range e.Guides {
		if node, ok := find(e.Set, leaf); !ok || !node.Leaf() {
			faults["guides"] = par.T("criteria.guide_unknown", "leaf", leaf)
		}
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

// longest is how many characters one text of a set may have.
const longest = 10_000

// printable tells whether every text can stand on paper and in a spreadsheet.
func printable(e Edition) bool {
	texts := []string{e.Code, e.Title, e.Note}
	for _, g := range e.Guides {
		texts = append(texts, g.Help, g.Evidence, g.Agency)
	}
	if e.Set != nil {
		texts = append(texts, e.Set.ID, e.Set.Title)
		for _, n := range e.Set.Nodes {
			texts = append(texts, textsOf(n)...)
		}
	}
	return !slices.ContainsFunc(texts, func(s string) bool {
		return utf8.RuneCountInString(s) > longest || strings.ContainsFunc(s, func(c rune) bool { return c < ' ' && c != '\n' && c != '\t' })
	})
}

func textsOf(n *score.Node) []string {
	texts := []string{n.Code, n.Title}
	if n.Leaf() {
		for _, r := range append(n.Rule.Parts[:len(n.Rule.Parts):len(n.Rule.Parts)], n.Rule) {
			texts = append(texts, r.Expr)
			for _, o := range r.Options {
				texts = append(texts, o.Code, o.Label)
			}
			for _, i := range r.Items {
				texts = append(texts, i.Code, i.Label)
			}
			for _, v := range r.Vars {
				texts = append(texts, v.Name, v.Label)
			}
			for _, w := range r.Weights {
				texts = append(texts, w.Option)
			}
			for _, g := range r.Groups {
				texts = append(texts, g.ID)
			}
		}
	}
	for _, child := range n.Children {
		texts = append(texts, textsOf(child)...)
	}
	return texts
}

func find(set *score.Set, code string) (*score.Node, bool) {
	if set == nil {
		return nil, false
	}
	return set.Find(code)
}

// SaveEdition stores a new edition of its set, numbered after the last one.
func (s *Service) SaveEdition(ctx context.Context, actor par.Actor, e Edition, key db.Key) (Edition, error) {
	if err := e.Check(); err != nil {
		return e, err
	}
	var id par.ID
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.EditCriteria, policy.Resource{})
		if err != nil {
			return err
		}
		id, err = db.Once(tx, actor, key, func() (par.ID, error) { return add(tx, permit, e) })
		if err != nil {
			return err
		}
		e, err = ByID(tx, id)
		return err
	})
	return e, err
}

func add(tx *db.Tx, permit policy.Permit, e Edition) (par.ID, error) {
	number, err := nextNumber(tx, e.Code)
	if err != nil {
		return "", err
	}
	guides, err := json.Marshal(e.Guides)
	if err != nil {
		return "", err
	}
	e.ID, e.Number, e.Hash = tx.NewID(), number, hashOf(e.Set.JSON(), guides)
	if err := insert(tx, e, permit.Actor().Person, string(guides)); err != nil {
		return "", err
	}
	return e.ID, tx.Audit(permit, db.Subject{Kind: "edition", ID: string(e.ID)}, nil, e.Hash, e.Code)
}

func hashOf(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ListEditions lists every edition, the newest of each set first.
func (s *Service) ListEditions(ctx context.Context, actor par.Actor) ([]Edition, error) {
	var editions []Edition
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ReadCriteria, policy.Resource{}); err != nil {
			return err
		}
		editions, err = List(tx)
		return err
	})
	return editions, err
}

// Edition finds one edition for a reader.
func (s *Service) Edition(ctx context.Context, actor par.Actor, id par.ID) (Edition, error) {
	var e Edition
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ReadCriteria, policy.Resource{}); err != nil {
			return err
		}
		e, err = ByID(tx, id)
		return err
	})
	return e, err
}
