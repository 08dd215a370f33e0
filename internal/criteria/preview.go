package criteria

import (
	"bytes"
	"context"
	"reflect"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/report"
	"parindex/internal/score"
)

// Area is one top node with what can be reached in it.
type Area struct {
	Code, Title string
	Max         par.Decimal // of its normal leaves
	Leaves      int
}

// Summary says what a set is, in figures.
type Summary struct {
	Areas          []Area
	Max            par.Decimal // of all normal leaves
	Bonus, Penalty par.Decimal // of all bonus and penalty leaves
	Leaves         int
	Types          []TypeCount // of the rule types used, in the order of the contract
}

// TypeCount is how many leaves have a rule of one type.
type TypeCount struct {
	Type  score.RuleType
	Count int
}

// Summarize counts a set.
func Summarize(set *score.Set) Summary {
	s := Summary{Max: "0", Bonus: "0", Penalty: "0"}
	used := map[score.RuleType]int{}
	for _, top := range set.Areas() {
		area := Area{Code: top.Code, Title: top.Title, Max: "0"}
		for _, leaf := range LeavesBelow(top) {
			area.Leaves++
			used[leaf.Rule.Type]++
			switch leaf.Kind {
			case score.Bonus:
				s.Bonus = s.Bonus.Add(leaf.Max)
			case score.Penalty:
				s.Penalty = s.Penalty.Add(leaf.Max)
			default:
				area.Max = area.Max.Add(leaf.Max)
			}
		}
		s.Areas, s.Leaves, s.Max = append(s.Areas, area), s.Leaves+area.Leaves, s.Max.Add(area.Max)
	}
	for _, t := range score.RuleTypes() {
		if used[t] > 0 {
			s.Types = append(s.Types, TypeCount{t, used[t]})
		}
	}
	return s
}

// LeavesBelow lists the leaves at and below a node in their order.
func LeavesBelow(n *score.Node) []*score.Node {
	if n.Leaf() {
		return []*score.Node{n}
	}
	var leaves []*score.Node
	for _, child := range n.Children {
		leaves = append(leaves, LeavesBelow(child)...)
	}
	return leaves
}

// Change is one leaf that differs between two editions. What names the fields
// that changed: title, max, rule, na, kind, guide.
type Change struct {
	Code, Title string
	What        []string
}

// Difference is what a new edition changes. Leaves are matched by code.
type Difference struct {
	Added, Removed, Changed []Change
}

// None tells whether nothing differs.
func (d Difference) None() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }

// Compare tells what of the leaves changes from an old edition to a new one.
func Compare(old, fresh Edition) Difference {
	var d Difference
	for _, leaf := range fresh.Set.Leaves() {
		before, ok := old.Set.Find(leaf.Code)
		if !ok || !before.Leaf() {
			d.Added = append(d.Added, Change{Code: leaf.Code, Title: leaf.Title})
			continue
		}
		what := changed(before, leaf)
		if old.Guide(leaf.Code) != fresh.Guide(leaf.Code) {
			what = append(what, "guide")
		}
		if len(what) > 0 {
			d.Changed = append(d.Changed, Change{leaf.Code, leaf.Title, what})
		}
	}
	for _, leaf := range old.Set.Leaves() {
		if now, ok := fresh.Set.Find(leaf.Code); !ok || !now.Leaf() {
			d.Removed = append(d.Removed, Change{Code: leaf.Code, Title: leaf.Title})
		}
	}
	return d
}

func changed(before, now *score.Node) []string {
	var what []string
	for _, part := range []struct {
		name string
		same bool
	}{
		{"title", before.Title == now.Title},
		{"max", before.Max == now.Max},
		{"rule", reflect.DeepEqual(before.Rule, now.Rule)},
		{"na", before.NA == now.NA},
		{"kind", before.Kind == now.Kind},
	} {
		if !part.same {
			what = append(what, part.name)
		}
	}
	return what
}

// Preview is what an import would do.
type Preview struct {
	Edition  Edition
	Summary  Summary
	Previous Edition // the newest of the same code; its ID is empty where there is none
	Diff     Difference
}

// ReadFile reads an edition from a file, which is a workbook or JSON. The
// error carries Faults where the content is at fault.
func ReadFile(ctx context.Context, data []byte) (Edition, error) {
	if !bytes.HasPrefix(data, []byte("PK")) {
		return ReadJSON(data)
	}
	sheets, err := report.ReadXLSX(ctx, bytes.NewReader(data), report.ImportLimits())
	if err != nil {
		return Edition{}, err
	}
	return ReadTables(sheets)
}

// PreviewImport shows what a file holds and what it would change. Nothing is stored.
func (s *Service) PreviewImport(ctx context.Context, actor par.Actor, data []byte) (Preview, error) {
	if err := s.mayEdit(ctx, actor); err != nil {
		return Preview{}, err
	}
	e, err := ReadFile(ctx, data)
	if err != nil {
		return Preview{}, err
	}
	return s.PreviewOf(ctx, actor, e)
}

// PreviewOf shows what an edition that has been read would change.
func (s *Service) PreviewOf(ctx context.Context, actor par.Actor, e Edition) (Preview, error) {
	p := Preview{Edition: e, Summary: Summarize(e.Set)}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.EditCriteria, policy.Resource{}); err != nil {
			return err
		}
		p.Previous, err = Newest(tx, e.Code)
		if par.Is(err, par.NotFound) {
			return nil
		}
		return err
	})
	if err == nil && p.Previous.ID != "" {
		p.Diff = Compare(p.Previous, e)
	}
	return p, err
}

// mayEdit asks before a file is read: that work is not for strangers.
func (s *Service) mayEdit(ctx context.Context, actor par.Actor) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := tx.Check(actor, policy.EditCriteria, policy.Resource{})
		return err
	})
}
