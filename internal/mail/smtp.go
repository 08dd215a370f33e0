package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// How the line to the server is protected.
const (
	StartTLS = "starttls" // in the clear at first, then protected; refused where the server cannot
	TLS      = "tls"      // protected from the beginning
	Plain    = "none"     // only for a server on this machine
)

// Server says where letters are handed in.
type Server struct {
	Host     string
	Port     int
	User     string // empty: without signing in
	Password string
	TLS      string      // StartTLS, TLS or Plain
	Roots    *tls.Config // whom to trust; nil: whom the machine trusts
}

// sendTime bounds one letter, so that a silent server does not hold up the rest.
const sendTime = 30 * time.Second

// SMTP hands letters to a mail server.
type SMTP struct {
	server Server
	from   From
}

// NewSMTP makes the sender; nothing is asked of the server yet.
func NewSMTP(server Server, from From) *SMTP { return &SMTP{server, from} }

// Send hands one letter in. The answer of a server that will never take it is
// a RefusedError.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	letter, err := compose(s.from, m)
	if err != nil {
		return err
	}
	client, err := s.client()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	if err := client.DialAndSendWithContext(ctx, letter); err != nil {
		return judge(fmt.Errorf("mail server %s: %w", net.JoinHostPort(s.server.Host, strconv.Itoa(s.server.Port)), err))
	}
	return nil
}

func (s *SMTP) client() (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(s.server.Port), gomail.WithTimeout(sendTime)}
	switch s.server.TLS {
	case TLS:
		options = append(options, gomail.WithSSL())
	case Plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.server.Roots != nil {
		options = append(options, gomail.WithTLSConfig(s.server.Roots))
	}
	if s.server.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.server.User), gomail.WithPassword(s.server.Password))
	}
	return gomail.NewClient(s.server.Host, options...)
}

// judge marks the answers that trying again will not change: those to the
// letter or its address, never those to who hands it in.
func judge(err error) error {
	var answer *gomail.SendError
	if errors.As(err, &answer) && !answer.IsTemp() && aboutTheLetter(answer.Reason) && answer.ErrorCode() >= 500 {
		return RefusedError{err}
	}
	return err
}

func aboutTheLetter(reason gomail.SendErrReason) bool {
	return reason == gomail.ErrSMTPRcptTo || reason == gomail.ErrSMTPData || reason == gomail.ErrSMTPDataClose
}
