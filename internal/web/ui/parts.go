package ui

import (
	"net/url"
	"strconv"
	"time"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

// tones are the colours and shapes of classes from the best down: star, disc,
// diamond, square, triangle. Icons and styles share the names.
var tones = []string{"rt", "to", "kh", "tb", "ye"}

// Tone returns the style of the class at a position, 0 being the best. Beyond
// the fifth all are triangles; a negative position is no class.
func Tone(position int) string {
	switch {
	case position < 0:
		return ""
	case position >= len(tones):
		return tones[len(tones)-1]
	}
	return tones[position]
}

// Saving is where the value of one cell stands.
type Saving string

// The states of a cell.
const (
	Saved      Saving = "saved"
	Typing     Saving = "typing"
	Busy       Saving = "busy"
	Waiting    Saving = "wait"
	Rejected   Saving = "rejected"
	Locked     Saving = "locked"
	Conflicted Saving = "conflict"
	WaitsBlock Saving = "block"
)

// savingLooks says which class and icon each state has.
var savingLooks = map[Saving]struct{ class, icon string }{
	Saved:      {"saved", "check"},
	Typing:     {"wait", "pen"},
	Busy:       {"busy", "busy"},
	Waiting:    {"wait", "wait"},
	Rejected:   {"bad", "reject"},
	Locked:     {"", "lock"},
	Conflicted: {"ask", "conflict"},
	WaitsBlock: {"", "clock"},
}

// Crumb is one step of the way to a page; the last has no address.
type Crumb struct{ Href, Label string }

// Step is one stage of a timeline. State is "done", "now" or empty.
type Step struct {
	Label string
	When  string
	State string
}

// StagesOf returns the steps of a round that stands at a stage; when says each
// stage's days.
func StagesOf(p i18n.Printer, at par.Stage, when func(par.Stage) string) []Step {
	var steps []Step
	state := "done"
	for _, stage := range par.Stages() {
		if stage == at {
			state = "now"
		}
		if stage != par.ClosedRound {
			steps = append(steps, Step{Label: p.Value(stage), When: when(stage), State: state})
		}
		if stage == at {
			state = ""
		}
	}
	return steps
}

// Paging is where a list stands. Pages count from 1.
type Paging struct {
	Path  string // of the list, with its query
	Page  int
	Pages int
}

func (g Paging) href(page int) string {
	u, err := url.Parse(g.Path)
	if err != nil {
		return g.Path
	}
	query := u.Query()
	query.Set("page", strconv.Itoa(page))
	u.RawQuery = query.Encode()
	return u.String()
}

// Head is the head of a column. Kind is "num" for numbers, or empty.
type Head struct{ Label, Class string }

// HeatClass returns the shade of an index by the lower limits of the classes,
// from the best class down, as {90, 80, 70, 60}.
func HeatClass(index par.Decimal, limits []par.Decimal) string {
	if !index.Known() {
		return "h0"
	}
	for i, limit := range limits {
		if index.Cmp(limit) >= 0 {
			return "h" + strconv.Itoa(max(5-i, 2))
		}
	}
	return "h1"
}

// FillClass returns the shade of progress on a board: darker where more is missing.
func FillClass(done, total int) string {
	switch {
	case total == 0:
		return "h0"
	case done >= total:
		return "p4"
	case done == 0:
		return "h1"
	case done*4 >= total*3:
		return "p3"
	case done*2 >= total:
		return "p2"
	}
	return "p1"
}

// Clock is a deadline with the moment at which the page was made.
type Clock struct {
	Stage    string // what ends, such as Tự chấm
	Due      string // when, in words
	Extended string // says that the unit was given more time; may be empty
	Deadline par.Time
	Now      par.Time
}

// tone says how near the deadline is.
func (c *Clock) tone() string {
	switch left := c.Deadline.Sub(c.Now); {
	case left <= 0:
		return "over"
	case left < 24*time.Hour:
		return "soon"
	}
	return ""
}
