package i18n

import (
	"strings"
	"time"
	_ "time/tzdata" // the zone must be known on machines without a zone database

	"parindex/internal/par"
)

// zone is the clock on every official wall in the country.
var zone = mustZone("Asia/Ho_Chi_Minh")

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic("i18n: " + err.Error())
	}
	return z
}

// Zone returns the zone in which all times are said.
func Zone() *time.Location { return zone }

// DayStart is the first moment of a day; zero where none is given.
func DayStart(d par.Date) par.Time { return dayAt(d, 0) }

// DayEnd is the first moment after a day; zero where none is given.
func DayEnd(d par.Date) par.Time { return dayAt(d, 1) }

func dayAt(d par.Date, after int) par.Time {
	t, err := time.ParseInLocation("2006-01-02", string(d), zone)
	if err != nil {
		return 0
	}
	return par.At(t.AddDate(0, 0, after))
}

// DayOf is the day of a moment by the clock on the wall.
func DayOf(t par.Time) par.Date {
	if t.IsZero() {
		return ""
	}
	return par.Date(t.Std().In(zone).Format("2006-01-02"))
}

// Date says a day: 06/02/2018, or "–" where it is not given.
func (p Printer) Date(d par.Date) string {
	parts := strings.Split(string(d), "-")
	if len(parts) != 3 {
		return unknown
	}
	return parts[2] + "/" + parts[1] + "/" + parts[0]
}

// Day says the day of a moment: 18/11/2026.
func (p Printer) Day(t par.Time) string { return p.moment(t, "02/01/2006") }

// DateTime says a moment to the minute: 17:00 18/11/2026.
func (p Printer) DateTime(t par.Time) string { return p.moment(t, "15:04 02/01/2006") }

// Clock says the time of day: 17:00.
func (p Printer) Clock(t par.Time) string { return p.moment(t, "15:04") }

// Weekday says the day of the week: Thứ Tư.
func (p Printer) Weekday(t par.Time) string {
	return p.T("weekday." + t.Std().In(zone).Format("Mon"))
}

// Left says how long remains, in the two largest units: 2 giờ 28 phút.
func (p Printer) Left(d time.Duration) string {
	minutes := int(d / time.Minute)
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	switch {
	case d <= 0:
		return p.T("time.over")
	case days > 0 && hours > 0:
		return p.N("time.days", days) + " " + p.N("time.hours", hours)
	case days > 0:
		return p.N("time.days", days)
	case hours > 0 && minutes > 0:
		return p.N("time.hours", hours) + " " + p.N("time.minutes", minutes)
	case hours > 0:
		return p.N("time.hours", hours)
	case minutes > 0:
		return p.N("time.minutes", minutes)
	}
	return p.T("time.moment")
}

func (p Printer) moment(t par.Time, layout string) string {
	if t.IsZero() {
		return unknown
	}
	return t.Std().In(zone).Format(layout)
}
