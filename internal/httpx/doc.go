// Package httpx turns handlers that return values into an HTTP server: routes
// as a table, sign-in, limits, security headers, and the only map from an
// error to a status.
//
// It must not know any page or any capability. Start with route.go.
package httpx
