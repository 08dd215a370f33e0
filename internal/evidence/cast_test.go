package evidence

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"testing"

	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/testkit"
)

// The cast: two units with a dossier each in one round, and who works there.
const (
	yte    par.ID = "00000000000000000000000yte"
	caurau par.ID = "00000000000000000000caurau"
	round  par.ID = "0000000000000000000round26"
	yte26  par.ID = "000000000000000000000yte26"
	yte25  par.ID = "000000000000000000000yte25"
	cau26  par.ID = "000000000000000000000cau26"
)

func officer(unit par.ID) par.Actor {
	return par.Actor{Person: "officer-of-" + unit, Grants: []par.Grant{{Role: par.Officer, Unit: unit}}}
}

func appraiser(area string, unit par.ID) par.Actor {
	return par.Actor{Person: "appraiser", Grants: []par.Grant{{Role: par.Appraiser, Round: round, Area: area, Unit: unit}}}
}

var (
	lan      = officer(yte)
	leader   = par.Actor{Person: "leader", Grants: []par.Grant{{Role: par.Leader, Unit: yte}}}
	standing = par.Actor{Person: "standing", Grants: []par.Grant{{Role: par.Standing}}}
	admin    = par.Actor{Person: "admin", Grants: []par.Grant{{Role: par.Admin}}}
)

// world is a library with the dossiers that cite it.
type world struct {
	*Service
	t        *testing.T
	db       *db.DB
	clock    *testkit.Clock
	dir      string
	states   map[par.ID]par.DossierState // of the dossiers; draft where not said
	keys     int
	shelved  int
	deadline par.Time
}

// bucketServer lets each world keep its files in a bucket; nil: in the folder.
var bucketServer *testkit.S3Server

// inWorld runs a test in a fresh world on both engines.
func inWorld(t *testing.T, limits Limits, test func(w *world)) {
	t.Helper()
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		dir := t.TempDir()
		files, err := blob.Open(dir, testkit.Random(2))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = files.Close() })
		w := &world{t: t, db: d, clock: clock, dir: dir, states: map[par.ID]par.DossierState{}, deadline: testkit.Noon.Add(1000)}
		w.Service = New(d, files, limits, w.place)
		w.populate()
		if bucketServer != nil {
			w.onTheBucket(bucketServer)
		}
		test(w)
	})
}

// place stands for package dossier: leaf 1.2 is in area 1.
func (w *world) place(_ *db.Tx, dossierID par.ID, leaf string) (policy.Resource, error) {
	unit := yte
	if dossierID == cau26 {
		unit = caurau
	}
	state := w.states[dossierID]
	if state == "" {
		state = par.Draft
	}
	return policy.Resource{Unit: unit, Round: round, Area: leaf[:1], Stage: par.SelfScoring, Dossier: state, Deadline: w.deadline}, nil
}

func (w *world) populate() {
	w.t.Helper()
	err := w.db.Housekeep(context.Background(), func(tx *db.Tx) error {
		for _, unit := range []par.ID{yte, caurau} {
			if _, err := tx.Exec(`INSERT INTO unit (id, code, name, short_name, level, folded, active, created_at, version)
				VALUES ($1, $1, $1, '', 'department', '', TRUE, 0, 1)`, unit); err != nil {
				return err
			}
		}
		for i, d := range []struct {
			id, unit par.ID
			year     int
		}{{yte26, yte, 2026}, {yte25, yte, 2025}, {cau26, caurau, 2026}} {
			if _, err := tx.Exec(`INSERT INTO round (id, code, year, title, state, demo_note, created_at, version)
				VALUES ($1, $1, $2, '', '', '', 0, 1)`, round+par.ID(strconv.Itoa(i)), d.year); err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO dossier (id, round_id, block, unit_id, state, remark, submitted_at, submitted_by, updated_at, version)
				VALUES ($1, $2, '', $3, '', '', 0, '', 0, 1)`, d.id, round+par.ID(strconv.Itoa(i)), d.unit); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) key() db.Key {
	w.keys++
	return db.Key{Value: "key-" + strconv.Itoa(1000+w.keys)}
}

var paper = Input{Number: "214/QĐ-SYT", Kind: Decision, IssuedOn: "12/02/2026", Issuer: "Sở Y tế", Summary: "Ban hành kế hoạch kiểm soát thủ tục hành chính"}

// add puts a document into the library of the actor's unit.
func (w *world) add(actor par.Actor, content []byte) par.ID {
	w.t.Helper()
	id, err := w.AddDocument(context.Background(), actor, actor.Grants[0].Unit, paper, Upload{Name: "qd.pdf", Content: bytes.NewReader(content)}, w.key())
	if err != nil {
		w.t.Fatal(err)
	}
	if bucketServer != nil {
		w.sendAll()
	}
	return id
}

// attach cites a document for a leaf, as package dossier does.
func (w *world) attach(actor par.Actor, u Use) (Use, error) {
	err := w.db.Write(context.Background(), func(tx *db.Tx) error {
		resource, err := w.place(tx, u.DossierID, u.Leaf)
		if err != nil {
			return err
		}
		permit, err := tx.Check(actor, policy.AttachEvidence, resource)
		if err != nil {
			return err
		}
		u, err = Attach(tx, permit, u)
		return err
	})
	return u, err
}

func (w *world) mustAttach(actor par.Actor, u Use) Use {
	w.t.Helper()
	u, err := w.attach(actor, u)
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

func (w *world) read(actor par.Actor, id par.ID) []byte {
	w.t.Helper()
	c, err := w.OpenFile(context.Background(), actor, id)
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Close()
	body, err := io.ReadAll(c)
	if err != nil {
		w.t.Fatal(err)
	}
	return body
}

// faultOf returns the key of what is wrong with a field.
func faultOf(err error, field string) string {
	e, ok := par.AsError(err)
	if !ok {
		return ""
	}
	return e.Fields[field].Key
}
