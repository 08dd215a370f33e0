package ui

import (
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// haltIcons says which picture stands for a refusal.
var haltIcons = map[par.Code]string{
	par.Closed:          "lock",
	par.Forbidden:       "lock",
	par.Unauthenticated: "user",
	par.NotFound:        "search",
	par.Conflict:        "conflict",
	par.TooMany:         "clock",
	par.Unavailable:     "clock",
}

func haltOf(p i18n.Printer, err *par.Error) Halt {
	icon, ok := haltIcons[err.Code]
	if !ok {
		icon = "warn"
	}
	return Halt{Icon: icon, Title: p.T("error.title." + string(err.Code)), Lead: p.Err(err)}
}

func (page Page) bare() Page {
	page.Bare = true
	return page
}
