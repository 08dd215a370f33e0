package notice

import "parindex/internal/db"

const columns = `id, person_id, kind, body, link, round_id, subject_id, sent_by, sent_at, opened_at,
       mail_state, mailed_at, mail_id, mail_tries, mail_error`

const insertNotice = `
INSERT INTO notice (id, person_id, kind, body, link, round_id, subject_id, sent_by, sent_at, opened_at,
                    mail_state, mailed_at, mail_id, mail_tries, mail_error)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, 0, '', 0, '')`

func insert(tx *db.Tx, n Notice) error {
	body, err := encode(n.Args)
	if err != nil {
		return err
	}
	_, err = tx.Exec(insertNotice, n.ID, n.Person, n.Kind, body, n.Link, n.Round, n.Subject, n.By, n.SentAt, n.Mail)
	return err
}

const countOff = `
SELECT COUNT(*)
FROM notice_preference
WHERE person_id = $1 AND kind = $2 AND NOT mail`

const countPosted = `
SELECT COUNT(*)
FROM notice
WHERE subject_id = $1 AND kind = $2 AND person_id = $3`

const selectAbout = `
SELECT ` + columns + `
FROM notice
WHERE subject_id = $1 AND kind = $2
ORDER BY sent_at DESC, id DESC
LIMIT 5000`

const selectInRound = `
SELECT ` + columns + `
FROM notice
WHERE round_id = $1 AND kind IN (`

const latestFirst = `)
ORDER BY sent_at DESC, id DESC
LIMIT 20000`
