package config

import (
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"path/filepath"
	"strings"
)

// mailFaults are the rules that bind several settings of mail together.
func (c Config) mailFaults() error {
	switch {
	case c.SMTPHost == "" && c.SMTPUser != "":
		return errors.New("smtp_user is set, but no smtp_host to sign in to")
	case c.SMTPHost != "" && c.MailFrom == "":
		return errors.New("smtp_host is set, but no mail_from: a mail server wants to know who writes")
	case (c.SMTPUser == "") != (c.SMTPPasswordFile == ""):
		return errors.New("smtp_user and smtp_password_file are set together or not at all")
	case c.SMTPUser != "" && c.SMTPTLS == "none" && !loopbackHost(c.SMTPHost):
		return errors.New("smtp_tls none would send the password in the clear; use starttls or tls")
	}
	return nil
}

// Letters is the folder of letters.
func (c Config) Letters() string {
	if c.MailDir != "" {
		return c.MailDir
	}
	return filepath.Join(c.Data, "mail")
}

// Password reads the password for the mail server; without a user there is none.
func (c Config) Password() (string, error) {
	if c.SMTPPasswordFile == "" {
		return "", nil
	}
	return secret("smtp_password_file", c.SMTPPasswordFile)
}

func checkLink(v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%q must have the form https://cchc.example.vn", v)
	}
	return nil
}

func checkMailbox(v string) error {
	if v == "" {
		return nil
	}
	found, err := netmail.ParseAddress(v)
	if err != nil || found.Address != v {
		return fmt.Errorf("%q is no address such as cchc@example.vn", v)
	}
	return nil
}

func checkHost(v string) error {
	if strings.ContainsAny(v, "/ \t:") && net.ParseIP(v) == nil || len(v) > 253 {
		return fmt.Errorf("%q must be the name of a server without port", v)
	}
	return nil
}

func loopbackHost(host string) bool { return loopback(net.JoinHostPort(host, "0")) }
