package db

import "context"

var ctxBackground = context.Background()

type requestKey struct{}

// WithRequestID puts the id of a request into the context, for the audit lines
// and score events written on its behalf.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID returns the id of the request that the transaction serves, or "".
func (tx *Tx) RequestID() string { return requestID(tx.ctx) }

func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}
