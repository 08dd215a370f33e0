package evidence

import (
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

// Lengths of what is typed, in characters.
const (
	MaxNumber  = 100
	MaxName    = 200 // issuer, signer
	MaxSummary = 1000
	MaxSection = 200
	MaxPassage = 1000
)

// mostUses is how many documents one leaf may cite.
const mostUses = 50

// Input is what people type about a document.
type Input struct {
	Number   string
	Kind     Kind
	IssuedOn string // 2006-01-02 or 02/01/2006; may be empty
	Issuer   string
	Signer   string
	Summary  string

	Security    Security
	EffectiveOn string // as IssuedOn
	ExpiresOn   string // as IssuedOn; not before EffectiveOn
}

// Input returns what is typed about the document, to be edited.
func (d Document) Input() Input {
	return Input{
		Number: d.Number, Kind: d.Kind, IssuedOn: string(d.IssuedOn), Issuer: d.Issuer, Signer: d.Signer, Summary: d.Summary,
		Security: d.Security, EffectiveOn: string(d.EffectiveOn), ExpiresOn: string(d.ExpiresOn),
	}
}

// fill puts what was typed into a document, or tells which fields are at fault.
func (in Input) fill(d *Document) error {
	faults := map[string]par.Text{}
	line := func(name, text string, least, most int) string {
		text = strings.Join(strings.Fields(i18n.NFC(text)), " ")
		if n := utf8.RuneCountInString(text); n < least || n > most {
			faults[name] = par.T("error.length", "min", least, "max", most)
		}
		return text
	}
	d.Number = line("number", in.Number, 0, MaxNumber)
	d.Issuer = line("issuer", in.Issuer, 0, MaxName)
	d.Signer = line("signer", in.Signer, 0, MaxName)
	d.Summary = line("summary", in.Summary, 1, MaxSummary)
	d.Kind = in.Kind
	if !slices.Contains(Kinds(), in.Kind) {
		faults["kind"] = par.T("error.choose")
	}
	day := func(name, text string) par.Date {
		text = strings.TrimSpace(text)
		date, ok := par.ParseDate(text)
		if text != "" && !ok {
			faults[name] = par.T("evidence.bad_date")
		}
		return date
	}
	d.IssuedOn = day("issued_on", in.IssuedOn)
	d.EffectiveOn = day("effective_on", in.EffectiveOn)
	d.ExpiresOn = day("expires_on", in.ExpiresOn)
	if d.ExpiresOn != "" && d.ExpiresOn < d.EffectiveOn {
		faults["expires_on"] = par.T("evidence.expires_early")
	}
	if d.Security = in.Security; d.Security != Open && d.Security != Internal {
		faults["security"] = par.T("error.choose")
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

// folded is the text in which a document is searched.
func (d Document) folded() string {
	return i18n.Fold(strings.Join([]string{d.Number, d.Issuer, d.Signer, d.Summary, d.File.Name}, " "))
}

func yearOf(d par.Date) int {
	year := 0
	for _, c := range d[:4] {
		year = year*10 + int(c-'0')
	}
	return year
}
