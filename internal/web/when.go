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
// a day without a time of day takes the usual one. What cannot be read is a
// fault of the field that it was typed into, under the names given.
func readMoment(day, clock, usual, dayName, clockName string, faults map[string]par.Text) par.Time {
	if day == "" && clock == "" {
		return 0
	}
	date, ok := par.ParseDate(day)
	if !ok {
		faults[dayName] = par.T("round.bad_day")
	}
	of, ok := readClock(clock, usual)
	if !ok {
		faults[clockName] = par.T("round.bad_clock")
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", string(date)+" "+of, i18n.Zone())
	if err != nil {
		return 0
	}
	return par.At(at)
}

// readClock reads a time of day: 17:00, 17h, 17g30. Empty: the usual one.
func readClock(clock, usual string) (string, bool) {
	if clock == "" {
		clock = usual
	}
	clock = strings.NewReplacer("h", ":", "g", ":", " ", "").Replace(strings.ToLower(clock))
	if strings.HasSuffix(clock, ":") {
		clock += "00"
	}
	for _, form := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(form, clock); err == nil {
			return t.Format("15:04:05"), true
		}
	}
	return "", false
}
