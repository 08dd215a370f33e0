package account

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// SavedFilter is a way of narrowing a page that a person keeps for himself.
type SavedFilter struct {
	ID    par.ID
	Page  string // which kind of page: board, queue, evidence, notices …
	Name  string
	Query string // as in the address, without the question mark
}

const (
	maxFilters    = 50 // of one person on one kind of page
	maxFilterName = 60 // characters
	maxQuery      = 500
)

// ListFilters lists the actor's filters of a kind of page, by name.
func (s *Service) ListFilters(ctx context.Context, actor par.Actor, page string) (all []SavedFilter, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.SaveFilter, policy.Resource{Person: actor.Person}); err != nil {
			return err
		}
		all, err = db.List(tx, scanFilter, selectFilters, actor.Person, page)
		return err
	})
	return all, err
}

// SaveFilter keeps a filter under a name; one of the same name is replaced.
// Fields at fault: name, query.
func (s *Service) SaveFilter(ctx context.Context, actor par.Actor, f SavedFilter, key db.Key) (saved SavedFilter, err error) {
	f.Name = strings.Join(strings.Fields(f.Name), " ")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.SaveFilter, policy.Resource{Person: actor.Person})
		if err != nil {
			return err
		}
		saved, err = db.Once(tx, actor, key, func() (SavedFilter, error) { return saveFilter(tx, permit, f) })
		return err
	})
	return saved, err
}

func saveFilter(tx *db.Tx, permit policy.Permit, f SavedFilter) (SavedFilter, error) {
	person := permit.Actor().Person
	held, err := db.List(tx, scanFilter, selectFilters, person, f.Page)
	if err != nil {
		return f, err
	}
	at := slices.IndexFunc(held, func(one SavedFilter) bool { return one.Name == f.Name })
	faults := map[string]par.Text{}
	if n := utf8.RuneCountInString(f.Name); n == 0 || n > maxFilterName {
		faults["name"] = par.T("error.length", "min", 1, "max", maxFilterName)
	} else if at < 0 && len(held) >= maxFilters {
		faults["name"] = par.T("filter.too_many", "limit", maxFilters)
	}
	if f.Query, err = cleanQuery(f.Query); err != nil || len(f.Query) > maxQuery {
		faults["query"] = par.T("filter.too_long")
	}
	if len(faults) > 0 {
		return f, par.InvalidFields(faults)
	}
	f.ID = tx.NewID()
	if at >= 0 {
		f.ID = held[at].ID
	}
	if _, err := tx.Exec(putFilter, f.ID, person, f.Page, f.Name, f.Query, tx.Now()); err != nil {
		return f, err
	}
	return f, tx.Audit(permit, db.Subject{Kind: "filter", ID: string(f.ID)}, nil, f, f.Page+": "+f.Name)
}

// cleanQuery leaves out what is no part of a filter.
func cleanQuery(query string) (string, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", err
	}
	for _, name := range []string{"page", "format", "done", "lang", "_key"} {
		values.Del(name)
	}
	for name, list := range values {
		if len(list) == 0 || list[0] == "" {
			values.Del(name)
		}
	}
	return values.Encode(), nil
}

// DeleteFilter forgets one of the actor's own filters.
func (s *Service) DeleteFilter(ctx context.Context, actor par.Actor, id par.ID, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.SaveFilter, policy.Resource{Person: actor.Person})
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.ID, error) {
			f, err := db.One(tx, scanFilter, selectFilter, id, actor.Person)
			if err != nil {
				return "", err
			}
			if _, err := tx.Exec(deleteFilter, id, actor.Person); err != nil {
				return "", err
			}
			return id, tx.Audit(permit, db.Subject{Kind: "filter", ID: string(id)}, f, nil, f.Page+": "+f.Name)
		})
		return err
	})
}

func scanFilter(row db.Scanner) (SavedFilter, error) {
	var f SavedFilter
	err := row.Scan(&f.ID, &f.Page, &f.Name, &f.Query)
	return f, err
}

const selectFilters = `
SELECT id, page, name, query
FROM saved_filter
WHERE person_id = $1 AND page = $2
ORDER BY name, id
LIMIT 100`

const selectFilter = `
SELECT id, page, name, query
FROM saved_filter
WHERE id = $1 AND person_id = $2`

const putFilter = `
INSERT INTO saved_filter (id, person_id, page, name, query, saved_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (person_id, page, name) DO UPDATE SET query = $5, saved_at = $6`

const deleteFilter = `
DELETE FROM saved_filter
WHERE id = $1 AND person_id = $2`
