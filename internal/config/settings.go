package config

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Setting is one row of the table of settings.
type Setting struct {
	Name     string // as in the file
	Help     string
	standard string
	set      func(c *Config, value string) error
	get      func(c *Config) string
}

// Flag is the setting's name on the command line.
func (s Setting) Flag() string { return "--" + strings.ReplaceAll(s.Name, "_", "-") }

// Variable is the setting's name in the environment.
func (s Setting) Variable() string { return prefix + strings.ToUpper(s.Name) }

// settings is every setting with its default and its rule.
var settings = slices.Concat(serving, checking, mailing, storing)

// serving is every setting of the server. The address comes before secure,
// whose default depends on it.
var serving = []Setting{
	{
		"listen", "address and port to listen on; port 0 takes a free one", "127.0.0.1:8080",
		func(c *Config, v string) error { c.Listen = v; return checkAddress(v) },
		func(c *Config) string { return c.Listen },
	}, {
		"data", "directory of the database and of the evidence", "./data",
		func(c *Config, v string) error { c.Data = v; return checkText(v, 1, 1000) },
		func(c *Config) string { return c.Data },
	}, {
		"database", "address of a PostgreSQL database, postgres://…; none: SQLite in the data directory", "",
		func(c *Config, v string) error { c.Database = v; return checkDatabase(v) },
		func(c *Config) string { return maskPassword(c.Database) },
	}, {
		"secure", "served over HTTPS, so that cookies are for HTTPS only; unless it listens on this machine alone, true", "",
		func(c *Config, v string) error { return parseBool(&c.Secure, v) },
		func(c *Config) string { return strconv.FormatBool(c.Secure) },
	}, {
		"log_format", "text or json", "text",
		func(c *Config, v string) error { c.LogFormat = v; return checkWord(v, "text", "json") },
		func(c *Config) string { return c.LogFormat },
	}, {
		"log_level", "debug, info, warn or error", "info",
		func(c *Config, v string) error { c.LogLevel = v; return checkWord(v, "debug", "info", "warn", "error") },
		func(c *Config) string { return c.LogLevel },
	}, {
		"upload_mb", "largest file of evidence, in MB", "50",
		func(c *Config, v string) error { return parseInt(&c.UploadMB, v, 1, 500) },
		func(c *Config) string { return strconv.Itoa(c.UploadMB) },
	}, {
		"quota_mb", "evidence of one unit altogether, in MB", "2000",
		func(c *Config, v string) error { return parseInt(&c.QuotaMB, v, 1, 1_000_000) },
		func(c *Config) string { return strconv.Itoa(c.QuotaMB) },
	}, {
		"place", "whom the installation serves, said at the head of each page", "",
		func(c *Config, v string) error { c.Place = v; return checkText(v, 0, 100) },
		func(c *Config) string { return c.Place },
	}, {
		"owner", "who answers for it, said at the foot of each page", "",
		func(c *Config, v string) error { c.Owner = v; return checkText(v, 0, 200) },
		func(c *Config) string { return c.Owner },
	},
}

// checking is every setting of what looks into documents.
var checking = []Setting{
	{
		"clamd", "virus scanner that speaks as clamd does: path of its socket, or host:port; none: documents are not scanned", "",
		func(c *Config, v string) error { c.Clamd = v; return checkScanner(v) },
		func(c *Config) string { return c.Clamd },
	}, {
		"signature_roots", "PEM file of the root certificates that digital signatures are held against", "",
		func(c *Config, v string) error { c.SignatureRoots = v; return checkText(v, 0, 1000) },
		func(c *Config) string { return c.SignatureRoots },
	},
}

// mailing is every setting of letters.
var mailing = []Setting{
	{
		"address", "address under which people reach it, http://… or https://…, for links in letters", "",
		func(c *Config, v string) error { c.Address = strings.TrimSuffix(v, "/"); return checkLink(v) },
		func(c *Config) string { return c.Address },
	}, {
		"mail_from", "address from which letters come; needed for a mail server", "",
		func(c *Config, v string) error { c.MailFrom = v; return checkMailbox(v) },
		func(c *Config) string { return c.MailFrom },
	}, {
		"mail_dir", "folder in which letters are kept as files without a mail server; mail in the data directory", "",
		func(c *Config, v string) error { c.MailDir = v; return checkText(v, 0, 1000) },
		func(c *Config) string { return c.MailDir },
	}, {
		"smtp_host", "mail server; none: letters are kept in a folder", "",
		func(c *Config, v string) error { c.SMTPHost = v; return checkHost(v) },
		func(c *Config) string { return c.SMTPHost },
	}, {
		"smtp_port", "port of the mail server", "587",
		func(c *Config, v string) error { return parseInt(&c.SMTPPort, v, 1, 65535) },
		func(c *Config) string { return strconv.Itoa(c.SMTPPort) },
	}, {
		"smtp_user", "name under which to sign in to the mail server; none: without", "",
		func(c *Config, v string) error { c.SMTPUser = v; return checkText(v, 0, 200) },
		func(c *Config) string { return c.SMTPUser },
	}, {
		"smtp_password_file", "file that holds the password for the mail server and nothing else", "",
		func(c *Config, v string) error { c.SMTPPasswordFile = v; return checkText(v, 0, 1000) },
		func(c *Config) string { return c.SMTPPasswordFile },
	}, {
		"smtp_tls", "starttls, tls or none", "starttls",
		func(c *Config, v string) error { c.SMTPTLS = v; return checkWord(v, "starttls", "tls", "none") },
		func(c *Config) string { return c.SMTPTLS },
	},
}

// Settings lists the settings in the order in which they are printed.
func Settings() []Setting { return slices.Clone(settings) }

// Shown is the value of the setting as it may be printed: without any secret.
func (s Setting) Shown(c Config) string { return s.get(&c) }

func known(name string) bool { return slices.Contains(names(), name) }

func names() []string {
	list := make([]string, len(settings))
	for i, s := range settings {
		list[i] = s.Name
	}
	return list
}

func variables() []string {
	list := []string{prefix + strings.ToUpper(fileName)}
	for _, s := range settings {
		list = append(list, s.Variable())
	}
	return list
}

func checkAddress(v string) error {
	_, port, err := net.SplitHostPort(v)
	if err != nil {
		return fmt.Errorf("%q is no address and port, such as 127.0.0.1:8080", v)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("port %q is no number from 0 to 65535", port)
	}
	return nil
}

// checkScanner takes nothing, the path of a socket, or a host with its port.
func checkScanner(v string) error {
	if v == "" || strings.HasPrefix(v, "/") {
		return checkText(v, 0, 100)
	}
	return checkAddress(v)
}

func checkDatabase(v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || u.Host == "" && !u.Query().Has("host") {
		return fmt.Errorf("the address must have the form postgres://user:password@host:port/name")
	}
	return nil
}

func checkWord(v string, allowed ...string) error {
	if !slices.Contains(allowed, v) {
		return fmt.Errorf("%q must be one of %s", v, strings.Join(allowed, ", "))
	}
	return nil
}

func checkText(v string, least, most int) error {
	if len(v) < least || len(v) > most || strings.ContainsFunc(v, func(r rune) bool { return r < ' ' }) {
		return fmt.Errorf("must be a text of %d to %d bytes in one line", least, most)
	}
	return nil
}

// parseBool reads true or false; an empty text leaves the default to the caller.
func parseBool(to *bool, v string) error {
	switch v {
	case "true", "false", "":
		*to = v == "true"
		return nil
	}
	return fmt.Errorf("%q must be true or false", v)
}

func parseInt(to *int, v string, least, most int) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		return fmt.Errorf("%q must be a whole number from %d to %d", v, least, most)
	}
	*to = n
	return nil
}

// maskPassword hides the password of a database address, also one given as a
// parameter.
func maskPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "…"
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), "xxxxx")
	}
	query := u.Query()
	for _, name := range []string{"password", "sslpassword"} {
		if query.Has(name) {
			query.Set(name, "xxxxx")
			u.RawQuery = query.Encode()
		}
	}
	return u.String()
}
