package ui

import "net/url"

// The addresses that the frame itself leads to.
const (
	PathHome    = "/"
	PathSignIn  = "/sign-in"
	PathSignOut = "/sign-out"
	PathAccount = "/account"
	PathPublic  = "/ket-qua"
)

// withLang returns the address of the same page in another language.
func withLang(path, lang string) string {
	u, err := url.Parse(path)
	if err != nil || u.Host != "" {
		u = &url.URL{Path: PathHome}
	}
	query := u.Query()
	query.Set("lang", lang)
	u.RawQuery = query.Encode()
	return u.String()
}
