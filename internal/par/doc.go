// Package par holds the words that every layer shares: identifiers, exact
// decimals, moments of time, the person who acts and the one error type.
//
// It imports the standard library only and knows nothing of scores, SQL or
// HTTP. Start with error.go (how anything is refused) and actor.go (who asks).
package par
