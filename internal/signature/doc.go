// Package signature owns what can be said of the digital signatures in a PDF:
// who signed which bytes when, whether those bytes are still the same, what was
// added afterwards, and to which of the configured roots the certificate leads.
//
// It states facts and never calls a document valid: revocation and time stamps
// are not asked for. It must not know documents or units. Start with Inspect.
package signature
