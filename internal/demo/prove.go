package demo

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// prove puts two invented documents into a unit's library and cites them for
// part of its leaves: the yearly report, a page for each area, and the plan.
func (s *stage) prove(ctx context.Context, officer par.Actor, d dossier.Dossier, p blockPlan, code string, year int) error {
	u := s.units[code]
	symbol := strings.ToUpper(strings.ReplaceAll(code, "-", ""))
	v := newInventor(seedOf(code) + int64(year))
	number := 20 + v.random.Intn(300)
	report := paper{
		issuer: u.Name, number: fmt.Sprintf("%d/BC-%s", number, symbol), date: s.issued(day(year, time.December, 1+v.random.Intn(14), 9)),
		title: fmt.Sprintf("BÁO CÁO\nKết quả thực hiện cải cách hành chính năm %d", year), set: p.edition.Set,
	}
	plan := paper{
		issuer: u.Name, number: fmt.Sprintf("%d/KH-%s", 2+v.random.Intn(30), symbol), date: s.issued(day(year, time.January, 5+v.random.Intn(20), 9)),
		title: fmt.Sprintf("KẾ HOẠCH\nCải cách hành chính năm %d", year), set: p.edition.Set,
	}
	reportID, err := s.library(ctx, officer, u.ID, report, "BC")
	if err != nil {
		return err
	}
	planID, err := s.library(ctx, officer, u.ID, plan, "KH")
	if err != nil {
		return err
	}
	return s.cite(ctx, officer, d, p, v, reportID, planID)
}

// issued is the day of a document, which is before it is used: where the day
// is still to come, a week before now.
func (s *stage) issued(on par.Time) string {
	return string(i18n.DayOf(min(on, s.clock.Now().Add(-7*24*time.Hour))))
}

// kept remembers a document of the library, or finds it again.
func (s *stage) kept(p paper, id par.ID) (par.ID, bool) {
	s.shelf.Lock()
	defer s.shelf.Unlock()
	name := p.issuer + " " + p.number
	if id != "" {
		s.papers[name] = id
	}
	found, ok := s.papers[name]
	return found, ok
}

// library puts a document into the library of a unit, once.
func (s *stage) library(ctx context.Context, officer par.Actor, unitID par.ID, p paper, kind string) (par.ID, error) {
	if id, ok := s.kept(p, ""); ok {
		return id, nil
	}
	file, err := p.pdf()
	if err != nil {
		return "", fmt.Errorf("draw %s: %w", p.number, err)
	}
	in := evidence.Input{
		Number: p.number, Kind: evidence.ReportKind, IssuedOn: p.date, Issuer: p.issuer, Signer: "Lãnh đạo đơn vị (minh họa)",
		Summary: strings.ReplaceAll(p.title, "\n", ": ") + " (văn bản minh họa)",
	}
	if kind == "KH" {
		in.Kind = evidence.Plan
	}
	name := strings.ReplaceAll(p.number, "/", "-") + ".pdf"
	id, err := s.Evidence.AddDocument(ctx, officer, unitID, in, evidence.Upload{Name: name, Content: bytes.NewReader(file)}, s.key())
	if err != nil {
		return "", fmt.Errorf("add %s: %w", p.number, err)
	}
	s.kept(p, id)
	return id, nil
}

// cite attaches the report, at the page of the leaf's area, to most leaves that
// have been declared, and the plan to those about planning.
func (s *stage) cite(ctx context.Context, officer par.Actor, d dossier.Dossier, p blockPlan, v *inventor, report, plan par.ID) error {
	given, err := s.given(ctx, d.ID)
	if err != nil {
		return err
	}
	for _, leaf := range given {
		if v.random.Float64() > 0.55 {
			continue
		}
		area, _, _ := strings.Cut(leaf, ".")
		page := 1
		if len(area) == 1 && area[0] >= '1' && area[0] <= '9' {
			page = int(area[0] - '0')
		}
		use := evidence.Use{DossierID: d.ID, Leaf: leaf, DocumentID: report, Page: page, Section: "Mục " + leaf}
		if strings.HasPrefix(leaf, "1.1") {
			use.DocumentID, use.Page = plan, 1
		}
		if node, ok := p.edition.Set.Find(leaf); ok && v.random.Float64() < 0.8 {
			use.Passage = "Mục " + leaf + ": " + node.Title + ". Đã thực hiện theo kế hoạch"
		}
		if _, err := s.Dossiers.AttachEvidence(ctx, officer, use, s.key()); err != nil {
			return fmt.Errorf("cite for %s: %w", leaf, err)
		}
	}
	return nil
}
