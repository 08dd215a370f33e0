package main

import (
	"bufio"
	"fmt"
	"strings"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/unit"
)

// userCmd is account administration on the machine itself, mainly for the
// first administrator. On SQLite the server must be stopped meanwhile.
type userCmd struct {
	Add           userAddCmd        `cmd:"" help:"Make an account and print its first password."`
	List          userListCmd       `cmd:"" help:"List accounts with their roles."`
	ResetPassword userResetCmd      `cmd:"" help:"Give an account a new first password and print it."`
	Grant         userGrantCmd      `cmd:"" help:"Give an account a role."`
	Revoke        userRevokeCmd     `cmd:"" help:"End a role of an account."`
	Deactivate    userDeactivateCmd `cmd:"" help:"Close an account and end its sessions."`
}

// roleFlags say for what a role is given.
type roleFlags struct {
	Unit  string `help:"Code of the unit in whose name the person acts." placeholder:"CODE"`
	Round string `help:"Code of the round." placeholder:"CODE"`
	Block string `help:"Code of the block, for an appraiser." placeholder:"CODE"`
	Area  string `help:"Code of the area, for an appraiser." placeholder:"CODE"`
}

type userAddCmd struct {
	storage
	roleFlags
	Login         string `arg:"" help:"Name for signing in."`
	Name          string `required:"" help:"Name of the person."`
	Title         string `help:"Position and agency."`
	Email         string `help:"E-mail address."`
	Language      string `help:"vi or en." default:"vi"`
	Role          string `help:"Role to be given at once: standing, officer, leader, appraiser, publisher, admin or viewer."`
	PasswordStdin bool   `help:"Read the password from standard input instead of making a first one."`
}

// Run makes an account and, if asked, gives it a role.
func (c *userAddCmd) Run(p *program) error {
	return p.within(c.flags(), func(h *house) error {
		draft := account.Draft{Login: c.Login, Name: c.Name, Title: c.Title, Email: c.Email, Language: c.Language}
		person, first, err := c.create(p, h, draft)
		if err != nil {
			return err
		}
		if err := p.say("account %s made", person.Login); err != nil {
			return err
		}
		if first != "" {
			if err := p.say("first password: %s (to be changed at the first sign-in)", first); err != nil {
				return err
			}
		}
		if c.Role == "" {
			return nil
		}
		return p.grant(h, person, c.Role, c.roleFlags)
	})
}

func (c *userAddCmd) create(p *program, h *house, draft account.Draft) (account.Person, string, error) {
	if !c.PasswordStdin {
		return h.services.Accounts.CreatePerson(p.ctx, par.Program(), newKey(), draft)
	}
	line, err := bufio.NewReader(p.stdin).ReadString('\n')
	if err != nil && line == "" {
		return account.Person{}, "", usageError{fmt.Errorf("no password on standard input: %w", err)}
	}
	person, err := h.services.Accounts.Enrol(p.ctx, par.Program(), newKey(), draft, strings.TrimRight(line, "\r\n"))
	return person, "", err
}

type userListCmd struct {
	storage
	Search string `arg:"" optional:"" help:"Words of the name or login."`
}

// Run lists accounts, a line each.
func (c *userListCmd) Run(p *program) error {
	return p.within(c.flags(), func(h *house) error {
		for page := 1; ; page++ {
			people, err := h.services.Accounts.ListPeople(p.ctx, par.Program(), account.Filter{Text: c.Search, Page: page})
			if err != nil {
				return err
			}
			for _, one := range people.List {
				if err := p.say("%s", describe(one)); err != nil {
					return err
				}
			}
			if len(people.List) < account.PageSize {
				return nil
			}
		}
	})
}

func describe(one account.Listed) string {
	state := "active"
	if !one.Active {
		state = "closed"
	}
	roles := make([]string, len(one.Roles))
	for i, r := range one.Roles {
		roles[i] = string(r.Role)
	}
	return strings.Join([]string{one.Login, one.Name, state, strings.Join(roles, ",")}, "\t")
}

type userResetCmd struct {
	storage
	Login string `arg:"" help:"Name for signing in."`
}

// Run replaces a forgotten password.
func (c *userResetCmd) Run(p *program) error {
	return p.withPerson(c.flags(), c.Login, func(h *house, person account.Person) error {
		_, first, err := h.services.Accounts.ResetPassword(p.ctx, par.Program(), newKey(), person.ID, person.Version)
		if err != nil {
			return err
		}
		return p.say("first password: %s (to be changed at the first sign-in)", first)
	})
}

type userGrantCmd struct {
	storage
	roleFlags
	Login string `arg:"" help:"Name for signing in."`
	Role  string `arg:"" help:"standing, officer, leader, appraiser, publisher, admin or viewer."`
}

// Run gives a role.
func (c *userGrantCmd) Run(p *program) error {
	return p.withPerson(c.flags(), c.Login, func(h *house, person account.Person) error {
		return p.grant(h, person, c.Role, c.roleFlags)
	})
}

type userRevokeCmd struct {
	storage
	roleFlags
	Login string `arg:"" help:"Name for signing in."`
	Role  string `arg:"" help:"The role to end."`
}

// Run ends the roles that fit what was typed.
func (c *userRevokeCmd) Run(p *program) error {
	return p.withPerson(c.flags(), c.Login, func(h *house, person account.Person) error {
		want, err := p.role(h, c.Role, c.roleFlags)
		if err != nil {
			return err
		}
		listed, err := h.services.Accounts.ReadPerson(p.ctx, par.Program(), person.ID)
		if err != nil {
			return err
		}
		for _, held := range listed.Roles {
			want.ID = held.ID
			if held.Grant != want {
				continue
			}
			if err := h.services.Accounts.EndGrant(p.ctx, par.Program(), newKey(), person.ID, held.ID); err != nil {
				return err
			}
			return p.say("%s is no longer %s", person.Login, held.Role)
		}
		return usageError{fmt.Errorf("%s does not hold the role %s for that unit, round, block and area", person.Login, c.Role)}
	})
}

type userDeactivateCmd struct {
	storage
	Login string `arg:"" help:"Name for signing in."`
}

// Run closes an account.
func (c *userDeactivateCmd) Run(p *program) error {
	return p.withPerson(c.flags(), c.Login, func(h *house, person account.Person) error {
		if _, err := h.services.Accounts.Deactivate(p.ctx, par.Program(), newKey(), person.ID, person.Version); err != nil {
			return err
		}
		return p.say("account %s is closed", person.Login)
	})
}

// withPerson opens the data and finds an account.
func (p *program) withPerson(flags map[string]string, login string, fn func(*house, account.Person) error) error {
	return p.within(flags, func(h *house) error {
		var person account.Person
		err := h.db.Read(p.ctx, func(tx *db.Tx) (err error) {
			person, err = account.ByLogin(tx, login)
			return err
		})
		if par.Is(err, par.NotFound) {
			return usageError{fmt.Errorf("there is no account %s", login)}
		}
		if err != nil {
			return err
		}
		return fn(h, person)
	})
}

func (p *program) grant(h *house, person account.Person, role string, flags roleFlags) error {
	g, err := p.role(h, role, flags)
	if err != nil {
		return err
	}
	if _, err := h.services.Accounts.Grant(p.ctx, par.Program(), newKey(), person.ID, g); err != nil {
		return err
	}
	return p.say("%s is now %s", person.Login, role)
}

// role turns the codes that were typed into a grant.
func (p *program) role(h *house, role string, flags roleFlags) (par.Grant, error) {
	g := par.Grant{Role: par.Role(role), Block: flags.Block, Area: flags.Area}
	err := h.db.Read(p.ctx, func(tx *db.Tx) error {
		if flags.Unit != "" {
			found, err := unit.ByCode(tx, flags.Unit)
			if err != nil {
				return unknownCode(err, "unit", flags.Unit)
			}
			g.Unit = found.ID
		}
		if flags.Round != "" {
			found, err := round.ByCode(tx, flags.Round)
			if err != nil {
				return unknownCode(err, "round", flags.Round)
			}
			g.Round = found.ID
		}
		return nil
	})
	return g, err
}

func unknownCode(err error, kind, code string) error {
	if par.Is(err, par.NotFound) {
		return usageError{fmt.Errorf("there is no %s %s", kind, code)}
	}
	return err
}

func newKey() db.Key { return db.Key{Value: randomText(16), Fingerprint: "command line"} }
