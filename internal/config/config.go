// Package config owns the settings of the program: their names, defaults and
// rules, and where they may come from. A flag goes before a PARINDEX_ variable,
// a variable before the file, the file before the default.
//
// It must not know what a setting is used for. Start with settings.go, the table.
package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"
)

// Config is every setting of the program.
type Config struct {
	Listen    string // address and port
	Data      string // directory of the database file and of the evidence
	Database  string // postgres:// address; empty: SQLite in Data
	Secure    bool   // served over HTTPS: cookies and links are for HTTPS only
	LogFormat string // text or json
	LogLevel  string // debug, info, warn or error
	UploadMB  int    // largest file of evidence
	QuotaMB   int    // evidence of one unit altogether
	Place     string // whom the installation serves
	Owner     string // who answers for it
	Address   string // https:// address under which people reach it; may be empty

	Clamd          string // virus scanner: a socket's path or host:port; empty: files are not scanned
	SignatureRoots string // PEM file of the certificates that signatures are held against; may be empty

	MailFrom         string // address from which letters come; may be empty
	MailDir          string // where letters are kept without a mail server; empty: mail in Data
	SMTPHost         string // the mail server; empty: letters are kept in MailDir
	SMTPPort         int
	SMTPUser         string
	SMTPPasswordFile string // the password's own file: it stands in no setting
	SMTPTLS          string // starttls, tls or none

	Store           string // address of a bucket for evidence; empty: the folder in Data
	StoreRegion     string
	StoreKey        string
	StoreSecretFile string // the secret's own file: it stands in no setting
}

const (
	prefix     = "PARINDEX_"
	testPrefix = "PARINDEX_TEST_" // read by tests only
	fileName   = "config"         // --config and PARINDEX_CONFIG name the file
)

// Load reads the settings. Flags holds those that were given, by name; environ
// is the environment as "NAME=value". The file is named by the flag "config"
// or by PARINDEX_CONFIG.
func Load(flags map[string]string, environ []string) (Config, error) {
	variables, err := ours(environ)
	if err != nil {
		return Config{}, err
	}
	file, err := readFile(first(flags[fileName], variables[fileName]))
	if err != nil {
		return Config{}, err
	}
	var c Config
	for _, s := range settings {
		value, from := s.standard, "the default"
		for _, source := range []struct {
			from   string
			values map[string]string
		}{{"the settings file", file}, {s.Variable(), variables}, {s.Flag(), flags}} {
			if v, ok := source.values[s.Name]; ok {
				value, from = v, source.from
			}
		}
		if err := s.set(&c, value); err != nil {
			return Config{}, fmt.Errorf("%s (from %s): %w", s.Name, from, err)
		}
		if s.Name == "secure" && value == "" {
			c.Secure = !loopback(c.Listen)
		}
	}
	return c, errors.Join(c.mailFaults(), c.storeFaults())
}

// ours returns the PARINDEX_ variables by the name of their setting.
func ours(environ []string) (map[string]string, error) {
	found := map[string]string{}
	for _, line := range environ {
		variable, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(variable, prefix) || strings.HasPrefix(variable, testPrefix) {
			continue
		}
		name := strings.ToLower(strings.TrimPrefix(variable, prefix))
		if variable != prefix+strings.ToUpper(name) || !known(name) && name != fileName {
			return nil, fmt.Errorf("the variable %s names no setting; known are %s", variable, strings.Join(variables(), ", "))
		}
		found[name] = value
	}
	return found, nil
}

// readFile reads a JSON object of names and values; no name means no file.
func readFile(name string) (map[string]string, error) {
	found := map[string]string{}
	if name == "" {
		return found, nil
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("the settings file %s cannot be read: %w", name, cause(err))
	}
	var values map[string]any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&values); err != nil {
		return nil, fmt.Errorf("the settings file %s is no JSON object of names and values: %w", name, err)
	}
	for key, value := range values {
		if !known(key) {
			return nil, fmt.Errorf("the settings file %s: %q names no setting; known are %s", name, key, strings.Join(names(), ", "))
		}
		switch value.(type) {
		case string, bool, json.Number:
			found[key] = fmt.Sprint(value)
		default:
			return nil, fmt.Errorf("the settings file %s: %q must be a text, a number, true or false", name, key)
		}
	}
	return found, nil
}

// cause drops the path from an error of the file system, for the message names it.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func first(values ...string) string {
	i := slices.IndexFunc(values, func(s string) bool { return s != "" })
	if i < 0 {
		return ""
	}
	return values[i]
}

// loopback tells whether an address can be reached from this machine only.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
