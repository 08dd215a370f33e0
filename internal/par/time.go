package par

import "time"

// Time is a moment: microseconds since 1970 in UTC. Zero means "never".
type Time int64

// Clock tells the time. The program's clock is made in main, a test's by testkit.
type Clock interface{ Now() Time }

// At converts a time.Time, cutting it to whole microseconds.
func At(t time.Time) Time {
	if t.IsZero() {
		return 0
	}
	return Time(t.UnixMicro())
}

// Std returns the moment as a time.Time in UTC.
func (t Time) Std() time.Time { return time.UnixMicro(int64(t)).UTC() }

// IsZero tells whether t is "never".
func (t Time) IsZero() bool { return t == 0 }

// Before tells whether t comes earlier than u.
func (t Time) Before(u Time) bool { return t < u }

// Add returns the moment d later.
func (t Time) Add(d time.Duration) Time { return t + Time(d/time.Microsecond) }

// Sub returns how much later t is than u.
func (t Time) Sub(u Time) time.Duration { return time.Duration(t-u) * time.Microsecond }

// Date is a calendar day written 2006-01-02; empty means "not given". Days
// written so compare as text.
type Date string

// ParseDate reads a day in the forms 2006-01-02 and 02/01/2006.
func ParseDate(s string) (Date, bool) {
	for _, form := range []string{"2006-01-02", "02/01/2006", "2/1/2006"} {
		if t, err := time.Parse(form, s); err == nil && t.Year() >= 1900 && t.Year() <= 2200 {
			return Date(t.Format("2006-01-02")), true
		}
	}
	return "", false
}
