package web

import (
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// sayDeadline says a deadline by the clock with its day: 17:00 hôm nay.
func sayDeadline(p i18n.Printer, t, now par.Time) string {
	if p.Day(t) == p.Day(now) {
		return p.T("sheet.today", "clock", p.Clock(t))
	}
	return p.DateTime(t)
}
