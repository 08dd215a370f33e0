package db

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"parindex/internal/par"
	"parindex/internal/policy"
)

var errNoAudit = errors.New("db: a change without an audit line")

// chainHead is the end of the audit chain.
type chainHead struct {
	seq  int64
	at   par.Time
	hash string
}

const selectHead = `
SELECT seq, at, hash
FROM audit
ORDER BY seq DESC
LIMIT 1`

func scanHead(row Scanner) (chainHead, error) {
	var h chainHead
	err := row.Scan(&h.seq, &h.at, &h.hash)
	return h, err
}

func (w *writer) readHead() (*chainHead, error) {
	rows, err := w.conn.raw.QueryContext(ctxBackground, selectHead)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	head := chainHead{}
	if rows.Next() {
		if head, err = scanHead(rows); err != nil {
			return nil, err
		}
	}
	return &head, rows.Err()
}

// Subject names what an audit line is about.
type Subject struct {
	Kind string
	ID   string
}

const insertAudit = `
INSERT INTO audit (seq, at, actor_id, action, subject_kind, subject_id, before_hash, after_hash,
                   detail, request_id, policy_version, prev_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`

// Audit writes the line that every change needs. The permit proves that the
// table was asked; before and after are hashed as JSON, and detail, which must
// hold no secret, is kept in clear so that the line can be read.
func (tx *Tx) Audit(permit policy.Permit, subject Subject, before, after any, detail string) error {
	if permit.IsZero() {
		return par.E(par.Internal, "error.internal").Because(errors.New("db: audit without a permit"))
	}
	line := AuditLine{
		Seq: tx.head.seq + 1, At: tx.now, Actor: permit.Actor().Person, Action: string(permit.Action()), Subject: subject,
		Before: hashOf(before), After: hashOf(after), Detail: detail,
		Request: requestID(tx.ctx), Policy: policy.Version(), Prev: tx.head.hash,
	}
	line.Hash = line.digest()
	_, err := tx.Exec(insertAudit, line.Seq, line.At, line.Actor, line.Action, line.Subject.Kind, line.Subject.ID, line.Before, line.After,
		line.Detail, line.Request, line.Policy, line.Prev, line.Hash)
	if err != nil {
		return err
	}
	*tx.head = chainHead{line.Seq, line.At, line.Hash}
	tx.audited = true
	return nil
}

// AuditLine is one link of the chain.
type AuditLine struct {
	Seq     int64
	At      par.Time
	Actor   par.ID
	Action  string
	Subject Subject
	Before  string
	After   string
	Detail  string
	Request string
	Policy  string
	Prev    string
	Hash    string
}

func (l *AuditLine) digest() string {
	parts := []string{
		fmt.Sprint(l.Seq), fmt.Sprint(int64(l.At)), string(l.Actor), l.Action, l.Subject.Kind, l.Subject.ID,
		l.Before, l.After, l.Detail, l.Request, l.Policy, l.Prev,
	}
	for i, p := range parts {
		parts[i] = fmt.Sprintf("%d:%s", len(p), p)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// hashOf hashes a value as JSON; nil, meaning "nothing was there", is empty.
func hashOf(v any) string {
	if v == nil {
		return ""
	}
	data, err := json.Marshal(v)
	if err != nil {
		panic("db: audit of what is no data: " + err.Error())
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

const selectAudit = `
SELECT seq, at, actor_id, action, subject_kind, subject_id, before_hash, after_hash,
       detail, request_id, policy_version, prev_hash, hash
FROM audit
WHERE seq > $1
ORDER BY seq
LIMIT $2`

func scanAudit(row Scanner) (AuditLine, error) {
	var l AuditLine
	err := row.Scan(&l.Seq, &l.At, &l.Actor, &l.Action, &l.Subject.Kind, &l.Subject.ID, &l.Before, &l.After,
		&l.Detail, &l.Request, &l.Policy, &l.Prev, &l.Hash)
	return l, err
}

// ListAudit lists audit lines after the given sequence number.
func ListAudit(tx *Tx, after int64, limit int) ([]AuditLine, error) {
	return List(tx, scanAudit, selectAudit, after, limit)
}

const selectLastAudit = `
SELECT seq, at, actor_id, action, subject_kind, subject_id, before_hash, after_hash,
       detail, request_id, policy_version, prev_hash, hash
FROM audit
WHERE subject_kind = $1 AND subject_id = $2 AND action = $3 AND substr(detail, 1, length($4)) = $4
ORDER BY seq DESC
LIMIT 1`

// LastAudit finds the latest line of an action on a subject whose detail begins
// with a text; not_found where there is none.
func LastAudit(tx *Tx, subject Subject, action policy.Action, detail string) (AuditLine, error) {
	return One(tx, scanAudit, selectLastAudit, subject.Kind, subject.ID, action, detail)
}

// VerifyAudit walks the chain from its beginning and returns the number of
// lines, or the first line that does not follow from the one before.
func VerifyAudit(tx *Tx) (int64, error) {
	var head chainHead
	for {
		lines, err := ListAudit(tx, head.seq, 1000)
		if err != nil || len(lines) == 0 {
			return head.seq, err
		}
		for _, l := range lines {
			if l.Seq != head.seq+1 || l.Prev != head.hash || l.Hash != l.digest() || l.At < head.at {
				return head.seq, fmt.Errorf("audit line %d does not follow from line %d", l.Seq, head.seq)
			}
			head = chainHead{l.Seq, l.At, l.Hash}
		}
	}
}
