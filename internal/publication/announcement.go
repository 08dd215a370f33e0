package publication

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/result"
	"parindex/internal/round"
)

// maxAnnouncement is the longest announcement, in characters.
const maxAnnouncement = 10_000

// Announcement is the text that goes with a publication in one language: as it
// was generated and as it was edited.
type Announcement struct {
	Language  i18n.Lang
	Generated string
	Body      string
	EditedBy  par.ID
	EditedAt  par.Time // zero: as generated
	Version   int64
}

const insertAnnouncement = `
INSERT INTO announcement (publication_id, language, generated, body, edited_by, edited_at, version)
VALUES ($1, $2, $3, $3, '', 0, 1)`

// generate writes the announcement of a new publication in every language.
func generate(tx *db.Tx, p Publication, blocks []result.Block) error {
	facts := FactsOf(p.Year, p.Title, p.DemoNote, blocks)
	for _, lang := range []i18n.Lang{i18n.Vi, i18n.En} {
		if _, err := tx.Exec(insertAnnouncement, p.ID, lang, Announce(facts, lang)); err != nil {
			return err
		}
	}
	return nil
}

const selectAnnouncements = `
SELECT language, generated, body, edited_by, edited_at, version
FROM announcement
WHERE publication_id = $1
ORDER BY language DESC
LIMIT 10`

func scanAnnouncement(row db.Scanner) (Announcement, error) {
	var a Announcement
	err := row.Scan(&a.Language, &a.Generated, &a.Body, &a.EditedBy, &a.EditedAt, &a.Version)
	return a, err
}

// Announcements lists the texts of a publication, Vietnamese first.
func Announcements(tx *db.Tx, id par.ID) ([]Announcement, error) {
	return db.List(tx, scanAnnouncement, selectAnnouncements, id)
}

const updateAnnouncement = `
UPDATE announcement
SET body = $1, edited_by = $2, edited_at = $3, version = version + 1
WHERE publication_id = $4 AND language = $5 AND version = $6`

// EditAnnouncement changes the text in one language before it is released. An
// empty body takes the generated text again.
func (s *Service) EditAnnouncement(ctx context.Context, actor par.Actor, id par.ID, in Announcement, key db.Key) error {
	in.Body = strings.TrimSpace(strings.ReplaceAll(in.Body, "\r\n", "\n"))
	if utf8.RuneCountInString(in.Body) > maxAnnouncement {
		return par.InvalidFields(map[string]par.Text{"body": par.T("error.length", "min", 0, "max", maxAnnouncement)})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := ByID(tx, id)
		if err != nil {
			return err
		}
		r, err := round.ByID(tx, p.RoundID)
		if err != nil {
			return err
		}
		permit, err := tx.Check(actor, policy.EditAnnouncement, resource(r, p))
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (int64, error) { return edit(tx, permit, p, in) })
		return err
	})
}

// figure is a number with decimals: an index, a mean, a change. Whole numbers
// are left alone, for they are also dates and numbers of decisions.
var figure = regexp.MustCompile(`\d+[.,]\d+`)

// foreignFigures lists the figures of an edited text that the generated one
// does not have. Words may be edited; what was frozen may not.
func foreignFigures(generated, edited string) []string {
	known := figure.FindAllString(generated, -1)
	var foreign []string
	for _, f := range figure.FindAllString(edited, -1) {
		if !slices.Contains(known, f) && !slices.Contains(foreign, f) {
			foreign = append(foreign, f)
		}
	}
	return foreign
}

func edit(tx *db.Tx, permit policy.Permit, p Publication, in Announcement) (int64, error) {
	texts, err := Announcements(tx, p.ID)
	if err != nil {
		return 0, err
	}
	for _, old := range texts {
		if old.Language != in.Language {
			continue
		}
		if in.Body == "" {
			in.Body = old.Generated
		}
		if foreign := foreignFigures(old.Generated, in.Body); len(foreign) > 0 {
			return 0, par.InvalidFields(map[string]par.Text{"body": par.T("publication.foreign_figures", "figures", strings.Join(foreign, "; "))})
		}
		n, err := tx.Exec(updateAnnouncement, in.Body, permit.Actor().Person, tx.Now(), p.ID, in.Language, in.Version)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, par.E(par.Conflict, "error.conflict").With(old)
		}
		return in.Version + 1, tx.Audit(permit, subject(p.ID), old.Body, in.Body, "announcement "+string(in.Language))
	}
	return 0, par.E(par.NotFound, "error.not_found")
}
