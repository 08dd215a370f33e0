package ui

import "net/url"

// The addresses that the frame itself leads to.
const (
	PathHome    = "/"
	PathSignIn  = "/sign-in"
	PathSignOut = "/sign-out"
	PathAccount = "/account"
	PathPublic  = "/ket-qua"
	PathNotices = "/notices"
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

// withFormat returns the address of the whole list that a page shows, as a file.
func withFormat(path, format string) string {
	u, err := url.Parse(path)
	if err != nil || u.Host != "" {
		return path
	}
	query := u.Query()
	query.Del("page")
	query.Del("done")
	query.Set("format", format)
	u.RawQuery = query.Encode()
	return u.String()
}
