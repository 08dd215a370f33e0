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

const selectNotice = `
SELECT ` + columns + `
FROM notice
WHERE id = $1 AND person_id = $2`

const countUnread = `
SELECT COUNT(*)
FROM notice
WHERE person_id = $1 AND opened_at = 0`

const countOwn = `
SELECT COUNT(*)
FROM notice
WHERE person_id = $1 AND ($2 = '' OR kind = $2)`

const selectOwn = `
SELECT ` + columns + `
FROM notice
WHERE person_id = $1 AND ($2 = '' OR kind = $2)
ORDER BY CASE WHEN opened_at = 0 THEN 0 ELSE 1 END, sent_at DESC, id DESC
LIMIT $3 OFFSET $4`

const openNotice = `
UPDATE notice
SET opened_at = $3
WHERE id = $1 AND person_id = $2 AND opened_at = 0`

const openSome = `
UPDATE notice
SET opened_at = $2
WHERE person_id = $1 AND opened_at = 0 AND id IN (`

const selectOff = `
SELECT kind
FROM notice_preference
WHERE person_id = $1 AND NOT mail
ORDER BY kind
LIMIT 1000`

const setPreference = `
INSERT INTO notice_preference (person_id, kind, mail)
VALUES ($1, $2, $3)
ON CONFLICT (person_id, kind) DO UPDATE SET mail = $3`

// dropLetters leaves alone what has been put into a letter: it may be on its way.
const dropLetters = `
UPDATE notice
SET mail_state = 'off'
WHERE person_id = $1 AND kind = $2 AND mail_state = 'waiting' AND mail_id = ''`

const dropAll = `
UPDATE notice
SET mail_state = 'none'
WHERE person_id = $1 AND mail_state = 'waiting'`

const selectWaiting = `
SELECT ` + columns + `
FROM notice
WHERE mail_state = 'waiting'
ORDER BY sent_at, id
LIMIT 5000`

const selectLastMailed = `
SELECT COALESCE(MAX(mailed_at), 0)
FROM notice
WHERE person_id = $1 AND mail_state = 'sent'`

const beginLetter = `
UPDATE notice
SET mail_id = $2, mailed_at = $3
WHERE id = $1 AND mail_state = 'waiting'`

const settleLetter = `
UPDATE notice
SET mail_state = $2, mailed_at = $3, mail_error = $4, mail_tries = mail_tries + 1
WHERE mail_id = $1 AND mail_state = 'waiting'`
