package web

import (
	"strings"
	"time"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

// Days and times of day are typed in two plain fields, in the country's own
// time and form: a browser's own fields show them in the browser's language,
// where 12/01 may be the first of December.

// dayField and clockField say a moment as the values of the two fields.
func dayField(t par.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Std().In(i18n.Zone()).Format("02/01/2006")
}

func clockField(t par.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Std().In(i18n.Zone()).Format("15:04")
}

// readMoment reads a moment from both fields. Nothing typed in either is never;
// a day without a time of day takes the usual one.
func readMoment(day, clock, usual string) (par.Time, bool) {
	if day == "" && clock == "" {
		return 0, true
	}
	date, ok := par.ParseDate(day)
	if !ok {
		return 0, false
	}
	if clock == "" {
		clock = usual
	}
	clock = strings.NewReplacer("h", ":", "g", ":", " ", "").Replace(strings.ToLower(clock))
	if strings.HasSuffix(clock, ":") {
		clock += "00"
	}
	for _, form := range []string{"15:04", "15:04:05"} {
		if t, err := time.ParseInLocation("2006-01-02 "+form, string(date)+" "+clock, i18n.Zone()); err == nil {
			return par.At(t), true
		}
	}
	return 0, false
}
