package main

import (
	"parindex/internal/config"
	"parindex/internal/i18n"
	"parindex/internal/mail"
	"parindex/internal/notice"
	"parindex/internal/web"
)

// noServer is who writes where no address was given: letters then stay on this machine.
const noServer = "parindex@localhost"

// sender hands letters to the mail server, or keeps them where there is none.
func sender(c config.Config) (mail.Sender, error) {
	from := mail.From{Name: i18n.New(i18n.Vi).T("notices.letter_sender", "place", c.Place), Address: c.MailFrom}
	if from.Address == "" {
		from.Address = noServer
	}
	if c.SMTPHost == "" {
		return mail.NewFolder(c.Letters(), from), nil
	}
	password, err := c.Password()
	if err != nil {
		return nil, err
	}
	return mail.NewSMTP(mail.Server{Host: c.SMTPHost, Port: c.SMTPPort, User: c.SMTPUser, Password: password, TLS: c.SMTPTLS}, from), nil
}

// letterFiles says which kinds of notices carry files, and who makes them.
func (h *house) letterFiles() map[notice.Kind]notice.Files {
	s := h.services
	return map[notice.Kind]notice.Files{notice.ResultServed: web.ServedFiles(s.Explanations, s.Place, s.Owner)}
}
