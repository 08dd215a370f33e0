package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"parindex/internal/account"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// signInRoutes are the ways in and out, and what concerns one's own account.
func (h *handlers) signInRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/sign-in", Action: policy.SignIn, Handle: h.showSignIn},
		{Method: "POST", Path: "/sign-in", Action: policy.SignIn, Handle: h.postSignIn},
		{Method: "POST", Path: "/sign-out", Action: policy.SignOut, Handle: h.postSignOut},
		{Method: "POST", Path: "/language", Action: policy.SetLanguage, Handle: h.postLanguage},
		{Method: "GET", Path: "/account", Action: policy.ReadHome, Handle: h.showOwnAccount},
		{Method: "GET", Path: "/password", Action: policy.ChangePassword, Handle: h.showPassword},
		{Method: "POST", Path: "/password", Action: policy.ChangePassword, Handle: h.postPassword},
	}
}

// signInView is the page of signing in.
type signInView struct {
	ui.Page
	Err      *par.Error
	Login    ui.Field
	Password ui.Field
	Next     string
	Ended    bool    // the session has ended while somebody was at work
	Again    *unsent // what was sent when the session had ended
}

// unsent is a form that came when nobody was signed in. It goes on as it is, but
// only for the person for whom it was drawn.
type unsent struct {
	Path   string
	Fields url.Values
}

const againPrefix = "again."

// unsentOf reads what a page of signing in has taken along.
func unsentOf(r *httpx.Request) *unsent {
	u := &unsent{Path: r.Text("again"), Fields: url.Values{}}
	for name, values := range r.PostForm {
		if rest, found := strings.CutPrefix(name, againPrefix); found {
			u.Fields[rest] = values
		}
	}
	if !httpx.Local(u.Path) || u.person() == "" {
		return nil
	}
	return u
}

func (u *unsent) person() par.ID { return httpx.DrawnFor(u.Fields.Get("_key")) }

// hidden lists the fields of the page of signing in, in a stable order.
func (u *unsent) hidden() [][2]string {
	fields := [][2]string{{"again", u.Path}}
	for _, name := range slices.Sorted(maps.Keys(u.Fields)) {
		for _, value := range u.Fields[name] {
			fields = append(fields, [2]string{againPrefix + name, value})
		}
	}
	return fields
}

// signInAgain is the page of signing in after the session of a form has ended.
// A form that does not say for whom it was drawn is not taken along.
func (h *handlers) signInAgain(r *httpx.Request) httpx.Component {
	sent := &unsent{Path: r.URL.RequestURI(), Fields: r.PostForm}
	r.Form = url.Values{"next": {cameFrom(r)}}
	v := h.signInView(r, nil)
	v.Ended = true
	if sent.person() != "" {
		v.Again = sent
	}
	return signInPage(v)
}

// cameFrom is the page of ours from which a form was sent.
func cameFrom(r *httpx.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return "/"
	}
	return from.RequestURI()
}

func (h *handlers) signInView(r *httpx.Request, err *par.Error) signInView {
	p := printer(r)
	v := signInView{
		Page: h.page(r, p.T("signin.title"), ""), Err: err, Next: next(r),
		Login: ui.Field{
			Name: "login", Label: p.T("signin.login"), Value: r.Text("login"), Autocomplete: "username", MaxLength: 64, Required: true,
		},
		Password: ui.Field{
			Name: "password", Label: p.T("signin.password"), Type: "password", Autocomplete: "current-password", MaxLength: 200, Required: true,
		},
	}
	v.Path = "/sign-in?next=" + queryText(v.Next)
	if err != nil {
		v.Password.Error = p.Err(err)
	}
	return v
}

// next is the page to go on to; only one of ours.
func next(r *httpx.Request) string {
	if to := r.Text("next"); httpx.Local(to) {
		return to
	}
	return "/"
}

func (h *handlers) showSignIn(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.SignIn); err != nil {
		return nil, err
	}
	if !r.Actor.Anonymous() {
		return httpx.Redirect{To: next(r)}, nil
	}
	return httpx.Page{Body: signInPage(h.signInView(r, nil))}, nil
}

func (h *handlers) postSignIn(r *httpx.Request) (httpx.Reply, error) {
	sent := unsentOf(r)
	entry, err := h.Accounts.SignIn(r.Context(), r.Text("login"), r.Form.Get("password"), r.Login.Token)
	if refused := refusal(err); refused != nil {
		if r.WantsFragment() {
			return httpx.JSON{Status: httpx.Status(err), Value: signedIn{Refused: printer(r).Err(refused)}}, nil
		}
		v := h.signInView(r, refused)
		v.Ended, v.Again = sent != nil, sent
		return httpx.Page{Status: httpx.Status(err), Body: signInPage(v)}, nil
	}
	if err != nil {
		return nil, err
	}
	cookie := h.app.SignInCookie(entry.Token)
	r.SetCookie(cookie)
	if _, chosen := r.Cookie("lang"); chosen != nil {
		r.SetCookie(h.app.LanguageCookie(entry.Person.Language))
	}
	switch {
	case r.WantsFragment():
		return httpx.JSON{Value: signedIn{Person: entry.Person.ID}}, nil
	case sent == nil:
		return httpx.Redirect{To: next(r)}, nil
	case sent.person() != entry.Person.ID:
		return httpx.Redirect{To: "/", Done: "not_sent"}, nil
	}
	return httpx.Again{Path: sent.Path, Form: sent.Fields, Cookie: cookie}, nil
}

// signedIn tells the script of a page that signs in again who has signed in,
// or why nobody has.
type signedIn struct {
	Person  par.ID `json:"person,omitempty"`
	Refused string `json:"refused,omitempty"`
}

func (h *handlers) postSignOut(r *httpx.Request) (httpx.Reply, error) {
	if err := h.Accounts.SignOut(r.Context(), r.Actor, r.Login.Token); err != nil {
		return nil, err
	}
	r.SetCookie(h.app.SignInCookie(""))
	return httpx.Redirect{To: "/sign-in", Done: "signed_out"}, nil
}

func (h *handlers) postLanguage(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.SetLanguage); err != nil {
		return nil, err
	}
	lang, known := i18n.ParseLang(r.Text("language"))
	if !known {
		return nil, par.InvalidFields(map[string]par.Text{"language": par.T("account.language_unknown")})
	}
	r.SetCookie(h.app.LanguageCookie(string(lang)))
	return httpx.Redirect{To: next(r)}, nil
}

// ownView is the page of one's own account.
type ownView struct {
	ui.Page
	Own      account.Listed
	Roles    []roleLine
	Language ui.Field
}

func (h *handlers) showOwnAccount(r *httpx.Request) (httpx.Reply, error) {
	own, err := h.Accounts.ReadOwn(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	places, err := h.places(r)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := ownView{
		Page: h.page(r, p.T("account.own_title"), ui.PathAccount), Own: own, Roles: places.lines(p, own.Roles),
		Language: languageField(p, string(p.Lang())),
	}
	return httpx.Page{Body: ownPage(v)}, nil
}

func languageField(p i18n.Printer, value string) ui.Field {
	return ui.Field{
		Name: "language", Label: p.T("account.language"), Value: value,
		Options: []ui.Option{{Value: "vi", Label: "Tiếng Việt"}, {Value: "en", Label: "English"}},
	}
}

// passwordView is the page of changing one's password.
type passwordView struct {
	ui.Page
	Err    *par.Error
	Forced bool
	Fields []ui.Field
}

func (h *handlers) passwordView(r *httpx.Request, err *par.Error) passwordView {
	p := printer(r)
	v := passwordView{
		Page: h.page(r, p.T("password.title"), ui.PathAccount), Err: err, Forced: r.Login.MustChange,
		Fields: []ui.Field{
			{Name: "current", Label: p.T("password.current"), Autocomplete: "current-password"},
			{Name: "password", Label: p.T("password.next"), Autocomplete: "new-password", Hint: p.T("password.hint")},
			{Name: "again", Label: p.T("password.again"), Autocomplete: "new-password"},
		},
	}
	if v.Forced {
		v.Nav = nil // no other page opens before
	}
	for i := range v.Fields {
		v.Fields[i].Type, v.Fields[i].MaxLength, v.Fields[i].Required = "password", 200, true
		v.Fields[i] = v.Fields[i].Refused(p, err)
	}
	return v
}

func (h *handlers) showPassword(r *httpx.Request) (httpx.Reply, error) {
	policy.Note(r.Context(), policy.ChangePassword)
	if _, err := policy.Check(r.Actor, policy.ChangePassword, policy.Resource{Person: r.Actor.Person}, r.Now); err != nil {
		return nil, err
	}
	return httpx.Page{Body: passwordPage(h.passwordView(r, nil))}, nil
}

func (h *handlers) postPassword(r *httpx.Request) (httpx.Reply, error) {
	entry, err := h.Accounts.ChangePassword(r.Context(), r.Actor, account.NewPassword{
		Current: r.Form.Get("current"), Next: r.Form.Get("password"), Again: r.Form.Get("again"),
	})
	if refused := refusal(err); refused != nil {
		return httpx.Page{Status: httpx.Status(err), Body: passwordPage(h.passwordView(r, refused))}, nil
	}
	if err != nil {
		return nil, err
	}
	r.SetCookie(h.app.SignInCookie(entry.Token))
	if r.Login.MustChange {
		return httpx.Redirect{To: "/", Done: "password_changed"}, nil
	}
	return httpx.Redirect{To: ui.PathAccount, Done: "password_changed"}, nil
}
