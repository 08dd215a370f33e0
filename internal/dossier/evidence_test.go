package dossier_test

import (
	"bytes"
	"testing"
	"time"

	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// desk is a small city in which one unit has a document of three pages.
type desk struct {
	*world.World
	t        *testing.T
	clock    *testkit.Clock
	evidence *evidence.Service
	dossier  par.ID
	leaf     string
	document par.ID
}

func atDesk(t *testing.T, test func(d *desk)) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w, err := world.Build(t.Context(), d, clock, world.Options{Units: 2, Random: testkit.Random(2)})
		if err != nil {
			t.Fatal(err)
		}
		files, err := blob.Open(t.TempDir(), testkit.Random(3))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = files.Close() })
		one := &desk{World: w, t: t, clock: clock, evidence: evidence.New(d, files, evidence.DefaultLimits(), dossier.LeafResource)}
		one.dossier, one.leaf = w.Members[0].Dossier, w.YesNo()[0]
		pdf, err := world.PDF("Quyết định", 3)
		if err != nil {
			t.Fatal(err)
		}
		one.document, err = one.evidence.AddDocument(t.Context(), w.Members[0].Officer.Actor, w.Members[0].Unit.ID,
			evidence.Input{Kind: evidence.Decision, Number: "1/QĐ", Summary: "Quyết định"}, evidence.Upload{Name: "a.pdf", Content: bytes.NewReader(pdf)}, w.Key())
		if err != nil {
			t.Fatal(err)
		}
		test(one)
	})
}

func (d *desk) officer() par.Actor { return d.Members[0].Officer.Actor }

func (d *desk) use(page int) evidence.Use {
	return evidence.Use{DossierID: d.dossier, Leaf: d.leaf, DocumentID: d.document, Page: page}
}

// cited lists the pages that the leaf cites.
func (d *desk) cited() []evidence.Citation {
	d.t.Helper()
	desk, err := d.Dossiers.EvidenceDesk(d.t.Context(), d.officer(), d.dossier, d.leaf, evidence.Query{})
	if err != nil {
		d.t.Fatal(err)
	}
	return desk.Uses
}

func TestEvidenceIsCitedOnceForEachKey(t *testing.T) {
	atDesk(t, func(d *desk) {
		key := d.Key()
		first, err := d.Dossiers.AttachEvidence(d.t.Context(), d.officer(), d.use(3), key)
		if err != nil {
			d.t.Fatal(err)
		}
		d.clock.Forward(8 * 24 * time.Hour) // past the deadline the first answer stands
		again, err := d.Dossiers.AttachEvidence(d.t.Context(), d.officer(), d.use(3), key)
		if err != nil || again != first {
			d.t.Errorf("again: %+v, %v; want %+v", again, err, first)
		}
		if _, err := d.Dossiers.AttachEvidence(d.t.Context(), d.officer(), d.use(2), d.Key()); !par.Is(err, par.Closed) {
			d.t.Errorf("after the deadline: %v", err)
		}
		if err := d.Dossiers.DetachEvidence(d.t.Context(), d.officer(), d.dossier, d.leaf, first.ID, d.Key()); !par.Is(err, par.Closed) {
			d.t.Errorf("taken back after the deadline: %v", err)
		}
	})
}

func TestEvidenceIsTakenBackWhereItStands(t *testing.T) {
	atDesk(t, func(d *desk) {
		ctx := d.t.Context()
		u, err := d.Dossiers.AttachEvidence(ctx, d.officer(), d.use(3), d.Key())
		if err != nil {
			d.t.Fatal(err)
		}
		if uses := d.cited(); len(uses) != 1 || uses[0].Page != 3 || uses[0].Document.Number != "1/QĐ" {
			d.t.Errorf("cited: %+v", uses)
		}
		elsewhere := d.YesNo()[1]
		if err := d.Dossiers.DetachEvidence(ctx, d.officer(), d.dossier, elsewhere, u.ID, d.Key()); !par.Is(err, par.NotFound) {
			d.t.Errorf("from another leaf: %v", err)
		}
		key := d.Key()
		for range 2 { // the second time is a repeated request
			if err := d.Dossiers.DetachEvidence(ctx, d.officer(), d.dossier, d.leaf, u.ID, key); err != nil {
				d.t.Fatal(err)
			}
		}
		if uses := d.cited(); len(uses) != 0 {
			d.t.Errorf("still cited: %+v", uses)
		}
	})
}

func TestEvidenceIsCitedByTheUnitItself(t *testing.T) {
	atDesk(t, func(d *desk) {
		ctx, other := d.t.Context(), d.Members[1]
		for _, c := range []struct {
			name  string
			actor par.Actor
			use   evidence.Use
		}{
			{"another unit's officer", other.Officer.Actor, d.use(1)},
			{"another unit's document", other.Officer.Actor, evidence.Use{DossierID: other.Dossier, Leaf: d.leaf, DocumentID: d.document}},
			{"no such leaf", d.officer(), evidence.Use{DossierID: d.dossier, Leaf: "99.9", DocumentID: d.document}},
			{"no such dossier", d.officer(), evidence.Use{DossierID: d.document, Leaf: d.leaf, DocumentID: d.document}},
			{"no such document", d.officer(), evidence.Use{DossierID: d.dossier, Leaf: d.leaf, DocumentID: d.dossier}},
		} {
			if _, err := d.Dossiers.AttachEvidence(ctx, c.actor, c.use, d.Key()); !par.Is(err, par.NotFound) {
				d.t.Errorf("%s: %v", c.name, err)
			}
		}
		for _, actor := range []par.Actor{d.Members[0].Leader.Actor, d.Standing.Actor, d.Admin.Actor, {}} {
			if _, err := d.Dossiers.AttachEvidence(ctx, actor, d.use(1), d.Key()); err == nil {
				d.t.Errorf("%q cites", actor.Name)
			}
		}
	})
}

func TestWhereADocumentIsCitedIsToldToWhoMaySeeIt(t *testing.T) {
	atDesk(t, func(d *desk) {
		u, err := d.Dossiers.AttachEvidence(d.t.Context(), d.officer(), d.use(3), d.Key())
		if err != nil {
			d.t.Fatal(err)
		}
		for _, c := range []struct {
			name  string
			actor par.Actor
			want  int
		}{{"officer", d.officer(), 1}, {"leader", d.Members[0].Leader.Actor, 1}, {"other", d.Members[1].Officer.Actor, 0}, {"standing, before submission", d.Standing.Actor, 0}} {
			cited, err := d.Dossiers.WhereCited(d.t.Context(), c.actor, []evidence.Use{u})
			if err != nil || len(cited) != c.want {
				d.t.Errorf("%s: %+v, %v", c.name, cited, err)
			}
		}
	})
}
