package web

import (
	"bytes"
	"strings"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
)

// papers writes what all official papers of an installation have in common.
// They are Vietnamese, whoever asks for them.
type papers struct {
	p     i18n.Printer
	place string // thành phố Cần Thơ
	owner string // Sở Nội vụ thành phố Cần Thơ
}

func papersOf(place, owner string) papers {
	return papers{p: i18n.New(i18n.Vi), place: place, owner: owner}
}

// head is the letterhead of an agency; number ends the number of the paper,
// such as TB-SNV.
func (w papers) head(agency, number, name string, now par.Time, about ...string) report.Letterhead {
	h := report.Letterhead{
		Agency: strings.ToUpper(agency), Number: w.p.T("paper.number", "symbol", number), State: w.p.T("paper.state"), Motto: w.p.T("paper.motto"),
		Place: w.p.T("paper.place", "place", w.town(), "year", now.Std().In(i18n.Zone()).Format("2006")), Name: strings.ToUpper(name), About: about,
	}
	if w.place != "" {
		h.Above = strings.ToUpper(w.p.T("paper.committee", "place", w.place))
	}
	if agency == "" {
		h.Agency = w.p.T("paper.agency_blank")
	}
	return h
}

// town is the place without what kind of place it is, as dates have it.
func (w papers) town() string {
	for _, kind := range []string{"thành phố ", "tỉnh "} {
		if strings.HasPrefix(strings.ToLower(w.place), kind) {
			return w.place[len(kind):] // capitals of these words are as long
		}
	}
	if w.place == "" {
		return "…………"
	}
	return w.place
}

// invented is the line by which a paper tells that its figures are not real;
// none where they are.
func invented(note string) []report.Part {
	if note == "" {
		return nil
	}
	return []report.Part{report.Prose{Words: note, Italic: true, Look: report.Centre}}
}

// closing ends a paper that one person signs.
func (w papers) closing(office string, whom ...string) report.Closing {
	return report.Closing{
		To: w.p.T("paper.recipients"), Whom: append(whom, w.p.T("paper.file")),
		Signers: []report.Signer{{Office: []string{office}, Hint: w.p.T("paper.sign_here")}},
	}
}

func docxOf(paper report.Paper) ([]byte, error) {
	var file bytes.Buffer
	err := report.WriteDOCX(&file, paper)
	return file.Bytes(), err
}

// document answers with a paper as DOCX.
func document(name string, paper report.Paper) (httpx.Reply, error) {
	data, err := docxOf(paper)
	if err != nil {
		return nil, err
	}
	return download(name, report.DOCXType, data), nil
}
