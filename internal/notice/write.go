package notice

import (
	"strings"

	"parindex/internal/i18n"
	"parindex/internal/mail"
)

// write makes a letter in its reader's language. One notice is its own
// subject; several are counted and listed.
func (m *Mailer) write(l letter) mail.Message {
	p := i18n.New(i18n.Lang(l.person.Language))
	var b strings.Builder
	b.WriteString(p.T("notices.letter_dear", "name", l.person.Name) + "\n\n")
	for i, n := range l.notices {
		said := Say(p, n)
		if len(l.notices) > 1 {
			b.WriteString(p.Int(int64(i+1)) + ". ")
		}
		b.WriteString(said.Title + "\n" + said.Body + "\n" + m.link("/notices/"+string(n.ID)) + "\n\n")
	}
	b.WriteString("--\n" + m.foot(p) + "\n")
	return mail.Message{
		ID: l.id, Name: l.person.Name, To: l.person.Email, Subject: m.subject(p, l), Text: b.String(), At: l.at,
	}
}

func (m *Mailer) subject(p i18n.Printer, l letter) string {
	if len(l.notices) == 1 {
		return Say(p, l.notices[0]).Title
	}
	return p.N("notices.letter_digest", len(l.notices), "first", Say(p, l.notices[0]).Title)
}

func (m *Mailer) foot(p i18n.Printer) string {
	text := p.T("notices.letter_foot", "link", m.link("/notices/preferences"))
	if m.place == "" {
		return text
	}
	return p.T("notices.letter_from", "place", m.place) + "\n" + text
}

// link is the whole address of a page where it is known, else its path.
func (m *Mailer) link(path string) string { return m.address + path }
