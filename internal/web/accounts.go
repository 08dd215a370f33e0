package web

import (
	"net/url"
	"strconv"

	"parindex/internal/account"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

const pathAccounts = "/accounts"

// accountRoutes are for administrators.
func (h *handlers) accountRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/accounts", Action: policy.ReadAccounts, Handle: h.showAccounts},
		{Method: "GET", Path: "/accounts/new", Action: policy.ManageAccount, Handle: h.showNewAccount},
		{Method: "POST", Path: "/accounts", Action: policy.ManageAccount, Handle: h.postNewAccount},
		{Method: "GET", Path: "/accounts/{person}", Action: policy.ReadAccounts, Handle: h.showPerson},
		{Method: "POST", Path: "/accounts/{person}", Action: policy.ManageAccount, Handle: h.postPerson},
		{Method: "POST", Path: "/accounts/{person}/password", Action: policy.ManageAccount, Handle: h.postReset},
		{Method: "POST", Path: "/accounts/{person}/close", Action: policy.ManageAccount, Handle: h.postClose},
		{Method: "POST", Path: "/accounts/{person}/open", Action: policy.ManageAccount, Handle: h.postReopen},
		{Method: "POST", Path: "/accounts/{person}/roles", Action: policy.ManageAccount, Handle: h.postRole},
		{Method: "POST", Path: "/accounts/{person}/roles/{grant}/end", Action: policy.ManageAccount, Handle: h.postEndRole},
	}
}

// accountsView is the list of accounts.
type accountsView struct {
	ui.Page
	People account.People
	Places places
	Search ui.Field
	Saved  savedView
	Paging ui.Paging
}

func (h *handlers) showAccounts(r *httpx.Request) (httpx.Reply, error) {
	page, _ := strconv.Atoi(r.Text("page")) // what is no number is the first page
	people, err := h.Accounts.ListPeople(r.Context(), r.Actor, account.Filter{Text: r.Text("q"), Page: min(page, 10_000)})
	if err != nil {
		return nil, err
	}
	places, err := h.places(r)
	if err != nil {
		return nil, err
	}
	if exporting(r) {
		return h.exportAccounts(r, places)
	}
	saved, err := h.saved(r, "accounts")
	if err != nil {
		return nil, err
	}
	p := printer(r)
	return httpx.Page{Body: accountsPage(accountsView{
		Page: h.page(r, p.T("accounts.title"), pathAccounts), People: people, Places: places, Saved: saved,
		Search: ui.Field{Name: "q", Label: p.T("accounts.search"), Type: "search", Value: r.Text("q"), MaxLength: 100},
		Paging: ui.Paging{
			Path: "/accounts?q=" + queryText(r.Text("q")), Page: people.Page,
			Pages: int((people.Total + account.PageSize - 1) / account.PageSize),
		},
	})}, nil
}

// personForm is what is typed about a person, with what was refused.
type personForm struct {
	Key     string
	Version int64
	Err     *par.Error
	Fields  []ui.Field
}

func newPersonForm(r *httpx.Request, d account.Draft, version int64, err *par.Error) personForm {
	p := printer(r)
	form := personForm{Key: r.Random(16), Version: version, Err: err, Fields: []ui.Field{
		{Name: "name", Label: p.T("account.name"), Value: d.Name, MaxLength: 120, Required: true},
		{Name: "title", Label: p.T("account.title"), Value: d.Title, MaxLength: 200, Hint: p.T("account.title_hint")},
		{Name: "email", Label: p.T("account.email"), Value: d.Email, MaxLength: 254, Type: "email"},
		languageField(p, d.Language),
	}}
	if version == 0 {
		login := ui.Field{Name: "login", Label: p.T("signin.login"), Value: d.Login, MaxLength: 64, Required: true, Hint: p.T("account.login_hint")}
		form.Fields = append([]ui.Field{login}, form.Fields...)
	}
	for i := range form.Fields {
		form.Fields[i] = form.Fields[i].Refused(p, err)
	}
	return form
}

func typedDraft(r *httpx.Request) account.Draft {
	return account.Draft{
		Login: r.Text("login"), Name: r.Text("name"), Title: r.Text("title"), Email: r.Text("email"), Language: r.Text("language"),
	}
}

// newAccountView is the page of a new account.
type newAccountView struct {
	ui.Page
	Form personForm
}

func (h *handlers) newAccountPage(r *httpx.Request, d account.Draft, err *par.Error) httpx.Component {
	return newAccountPage(newAccountView{
		Page: h.page(r, printer(r).T("accounts.new"), pathAccounts), Form: newPersonForm(r, d, 0, err),
	})
}

func (h *handlers) showNewAccount(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.ManageAccount); err != nil {
		return nil, err
	}
	return httpx.Page{Body: h.newAccountPage(r, account.Draft{Language: "vi"}, nil)}, nil
}

func (h *handlers) postNewAccount(r *httpx.Request) (httpx.Reply, error) {
	person, first, err := h.Accounts.CreatePerson(r.Context(), r.Actor, r.Key(), typedDraft(r))
	if refused := refusal(err); refused != nil {
		return httpx.Page{Status: httpx.Status(err), Body: h.newAccountPage(r, typedDraft(r), refused)}, nil
	}
	if err != nil {
		return nil, err
	}
	return h.firstPasswordPage(r, person, first), nil
}

// firstView is the page that shows a first password, once.
type firstView struct {
	ui.Page
	Person   account.Person
	Password string // empty: it was shown before
}

func (h *handlers) firstPasswordPage(r *httpx.Request, person account.Person, first string) httpx.Reply {
	return httpx.Page{Body: firstPasswordPage(firstView{
		Page: h.page(r, printer(r).T("accounts.first_title"), pathAccounts), Person: person, Password: first,
	})}
}

// personView is the page of one account.
type personView struct {
	ui.Page
	Person account.Person
	Form   personForm
	Roles  []roleLine
	Give   []roleForm
	Self   bool
}

// personPage draws the page of an account; the forms show again what was
// refused, if anything.
func (h *handlers) personPage(r *httpx.Request, refused *par.Error, typed *account.Draft, role par.Grant, roleRefused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("person")
	if err != nil {
		return nil, err
	}
	listed, err := h.Accounts.ReadPerson(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	places, err := h.places(r)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	draft := account.Draft{Name: listed.Name, Title: listed.Title, Email: listed.Email, Language: listed.Language}
	if typed != nil {
		draft = *typed
	}
	v := personView{
		Page: h.page(r, listed.Name, pathAccounts), Person: listed.Person, Self: id == r.Actor.Person,
		Form:  newPersonForm(r, draft, listed.Version, refused),
		Roles: places.lines(p, listed.Roles),
		Give:  newRoleForms(p, r.Random(16), places, role, roleRefused),
	}
	status := 0
	for _, e := range []*par.Error{refused, roleRefused} {
		if e != nil {
			status = httpx.Status(e)
		}
	}
	return httpx.Page{Status: status, Body: personPage(v)}, nil
}

func (h *handlers) showPerson(r *httpx.Request) (httpx.Reply, error) {
	return h.personPage(r, nil, nil, par.Grant{}, nil)
}

func (h *handlers) postPerson(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("person")
	if err != nil {
		return nil, err
	}
	draft := typedDraft(r)
	_, err = h.Accounts.EditPerson(r.Context(), r.Actor, r.Key(), id, version(r), draft)
	if refused := refusal(err); refused != nil {
		return h.personPage(r, refused, &draft, par.Grant{}, nil)
	}
	return h.backToPerson(id, "saved", err)
}

func (h *handlers) postReset(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("person")
	if err != nil {
		return nil, err
	}
	person, first, err := h.Accounts.ResetPassword(r.Context(), r.Actor, r.Key(), id, version(r))
	if err != nil {
		return nil, err
	}
	return h.firstPasswordPage(r, person, first), nil
}

func (h *handlers) postClose(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("person")
	if err != nil {
		return nil, err
	}
	_, err = h.Accounts.Deactivate(r.Context(), r.Actor, r.Key(), id, version(r))
	return h.backToPerson(id, "account_closed", err)
}

func (h *handlers) postReopen(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("person")
	if err != nil {
		return nil, err
	}
	_, err = h.Accounts.Reactivate(r.Context(), r.Actor, r.Key(), id, version(r))
	return h.backToPerson(id, "account_opened", err)
}

func (h *handlers) postRole(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("person")
	if err != nil {
		return nil, err
	}
	g := par.Grant{
		Role: par.Role(r.Text("role")), Unit: par.ID(r.Text("unit")), Round: par.ID(r.Text("round")), Block: r.Text("block"), Area: r.Text("area"),
	}
	_, err = h.Accounts.Grant(r.Context(), r.Actor, r.Key(), id, g)
	if refused := refusal(err); refused != nil {
		return h.personPage(r, nil, nil, g, refused)
	}
	return h.backToPerson(id, "saved", err)
}

func (h *handlers) postEndRole(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("person")
	if err != nil {
		return nil, err
	}
	grant, err := r.PathID("grant")
	if err != nil {
		return nil, err
	}
	return h.backToPerson(id, "saved", h.Accounts.EndGrant(r.Context(), r.Actor, r.Key(), id, grant))
}

func (h *handlers) backToPerson(id par.ID, done string, err error) (httpx.Reply, error) {
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: pathAccounts + "/" + string(id), Done: done}, nil
}

// version is the version of what a form was drawn from; what is no number
// fits none.
func version(r *httpx.Request) int64 {
	n, err := strconv.ParseInt(r.Text("version"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func queryText(s string) string { return url.QueryEscape(s) }
