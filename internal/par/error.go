package par

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Code is the closed list of ways in which parindex refuses or fails.
type Code string

// The codes. Closed means that the round or its calendar forbids the act; it
// is the commonest refusal. The map from a code to an HTTP status lives in
// package httpx alone.
const (
	Invalid         Code = "invalid"
	Unauthenticated Code = "unauthenticated"
	Forbidden       Code = "forbidden"
	NotFound        Code = "not_found"
	Conflict        Code = "conflict"
	Closed          Code = "closed"
	TooLarge        Code = "too_large"
	TooMany         Code = "too_many"
	Unavailable     Code = "unavailable"
	Internal        Code = "internal"
)

// Codes lists every code, in the order in which they are printed.
func Codes() []Code {
	return []Code{Invalid, Unauthenticated, Forbidden, NotFound, Conflict, Closed, TooLarge, TooMany, Unavailable, Internal}
}

// Args fill the placeholders of a catalogue text.
type Args map[string]any

// Error is the one error type that crosses a package border on purpose.
//
// Key names a text of the catalogue, never a sentence. Fields maps the names
// of form fields to catalogue keys. Detail carries data that the page needs
// beside the sentence, such as both values of a conflict. Err is the cause; it
// is logged and never shown.
type Error struct {
	Code   Code
	Key    string
	Args   Args
	Fields map[string]Text
	Detail any
	Err    error
}

// Text is a sentence still to be said: a catalogue key and what fills it.
type Text struct {
	Key  string
	Args Args
}

// T makes a Text from a key and alternating names and values.
func T(key string, pairs ...any) Text {
	return Text{Key: key, Args: argsOf(pairs)}
}

// E makes an Error from a code, a catalogue key and alternating names and values.
func E(code Code, key string, pairs ...any) *Error {
	return &Error{Code: code, Key: key, Args: argsOf(pairs)}
}

// InvalidFields makes the error of a form: one text for each field at fault.
func InvalidFields(fields map[string]Text) *Error {
	return &Error{Code: Invalid, Key: "error.fields", Args: Args{"count": len(fields)}, Fields: fields}
}

// Because returns a copy of e that carries its cause.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// With returns a copy of e that carries data for the page.
func (e *Error) With(detail any) *Error {
	c := *e
	c.Detail = detail
	return &c
}

// Error says code, key and cause in one line for the log.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Code, e.Key)
	for _, name := range e.FieldNames() {
		fmt.Fprintf(&b, "; %s: %s", name, e.Fields[name].Key)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

// FieldNames lists the fields at fault by name.
func (e *Error) FieldNames() []string {
	names := make([]string, 0, len(e.Fields))
	for name := range e.Fields {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// CodeOf returns the code of the first Error in the chain of err, and Internal
// where there is none.
func CodeOf(err error) Code {
	if e, ok := AsError(err); ok {
		return e.Code
	}
	return Internal
}

// AsError finds the first Error in the chain of err.
func AsError(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Is tells whether err carries the given code.
func Is(err error, code Code) bool { return err != nil && CodeOf(err) == code }

func argsOf(pairs []any) Args {
	if len(pairs) == 0 {
		return nil
	}
	args := make(Args, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return args
}
