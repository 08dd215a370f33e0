package evidence

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Proof says how far a document proves what it is cited for.
type Proof string

// The proofs. Proves needs no remark, the others do: the unit reads why.
const (
	Proves Proof = "proves"
	Partly Proof = "partly"
	Not    Proof = "not"
)

// Proofs lists the proofs in the order in which they are offered.
func Proofs() []Proof { return []Proof{Proves, Partly, Not} }

// MaxRemark is the longest remark of a verdict, in characters.
const MaxRemark = 2000

// Verdict is what an appraiser thinks of one use at one stage of the procedure.
type Verdict struct {
	UseID    par.ID
	Stage    score.Stage // also of a second opinion, which has a stage of its own
	Proof    Proof
	Remark   string // compulsory unless the document proves
	Revision int64  // of the document: the file that was looked at
	Actor    par.ID
	At       par.Time
	Version  int64 // 0: none was given
}

// Given tells whether there is a verdict.
func (v Verdict) Given() bool { return v.Version > 0 }

// Outdated tells whether the use has been turned to a newer file since.
func (v Verdict) Outdated(u Use) bool { return v.Given() && v.Revision != u.Revision }

const verdictColumns = `v.use_id, v.stage, v.verdict, v.remark, v.revision, v.actor, v.at, v.version`

func scanVerdict(row db.Scanner) (Verdict, error) {
	var v Verdict
	err := row.Scan(&v.UseID, &v.Stage, &v.Proof, &v.Remark, &v.Revision, &v.Actor, &v.At, &v.Version)
	return v, err
}

const selectVerdict = `
SELECT ` + verdictColumns + `
FROM use_verdict AS v
WHERE v.use_id = $1 AND v.stage = $2`

// VerdictOf finds what was thought of a use at a stage; where nothing was, the
// version is 0.
func VerdictOf(tx *db.Tx, use par.ID, stage score.Stage) (Verdict, error) {
	v, err := db.One(tx, scanVerdict, selectVerdict, use, stage)
	if par.Is(err, par.NotFound) {
		return Verdict{UseID: use, Stage: stage}, nil
	}
	return v, err
}

const selectVerdicts = `
SELECT ` + verdictColumns + `
FROM use_verdict AS v
JOIN evidence_use AS u ON u.id = v.use_id
WHERE u.dossier_id = $1 AND u.removed_at = 0
ORDER BY v.use_id, v.stage
LIMIT 30000`

// Verdicts are what was thought of the uses of a dossier, by use and stage.
type Verdicts map[par.ID]map[score.Stage]Verdict

// ListVerdicts finds all verdicts on a dossier, those of second opinions
// included. Whoever calls it keeps from his reader what is not for him.
func ListVerdicts(tx *db.Tx, dossierID par.ID) (Verdicts, error) {
	all, err := db.List(tx, scanVerdict, selectVerdicts, dossierID)
	found := Verdicts{}
	for _, v := range all {
		if found[v.UseID] == nil {
			found[v.UseID] = map[score.Stage]Verdict{}
		}
		found[v.UseID][v.Stage] = v
	}
	return found, err
}

const upsertVerdict = `
INSERT INTO use_verdict (use_id, stage, verdict, remark, revision, actor, at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
ON CONFLICT (use_id, stage) DO UPDATE
SET verdict = excluded.verdict, remark = excluded.remark, revision = excluded.revision,
    actor = excluded.actor, at = excluded.at, version = use_verdict.version + 1
WHERE use_verdict.version = $8`

// Judge keeps a verdict on a use over the one of its version and pins the
// revision that was looked at. The permit must be one for JudgeEvidence on the
// leaf of the use. A verdict that another gave meanwhile is a conflict that
// carries it.
func Judge(tx *db.Tx, permit policy.Permit, u Use, v Verdict) (Verdict, error) {
	before, err := VerdictOf(tx, u.ID, v.Stage)
	if err != nil {
		return v, err
	}
	v.UseID, v.Revision, v.Remark = u.ID, u.Revision, oneLine(v.Remark)
	if err := v.check(); err != nil {
		return v, err
	}
	v.Actor, v.At = permit.Actor().Person, tx.Now()
	n, err := tx.Exec(upsertVerdict, v.UseID, v.Stage, v.Proof, v.Remark, v.Revision, v.Actor, v.At, v.Version)
	if err != nil {
		return v, err
	}
	if n == 0 || v.Version != before.Version {
		return v, par.E(par.Conflict, "error.conflict").With(before)
	}
	v.Version++
	what := db.Subject{Kind: "use_verdict", ID: fmt.Sprintf("%s %s", u.ID, v.Stage)}
	return v, tx.Audit(permit, what, before, v, u.Leaf)
}

func (v Verdict) check() error {
	faults := map[string]par.Text{}
	if !slices.Contains(Proofs(), v.Proof) {
		faults["proof"] = par.T("error.choose")
	}
	least := 0
	if v.Proof == Partly || v.Proof == Not {
		least = 1
	}
	if n := utf8.RuneCountInString(v.Remark); n < least || n > MaxRemark {
		faults["proof_remark"] = par.T("error.length", "min", least, "max", MaxRemark)
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}
