package httpx

import "time"

// Limits on what a client may send. They are here and nowhere else.
const (
	MaxBody       = 1 << 20 // bytes of a form
	MaxFields     = 400     // fields of a form
	MaxHeader     = 8 << 10 // bytes of all headers together
	MaxQuery      = 4 << 10 // bytes of a query
	MaxText       = 10_000  // characters of a free text
	MaxLine       = 500     // characters of a single-line text
	MaxConcurrent = 256     // requests served at once
)

// Time limits of the server. Uploads get their own deadline while they stream.
const (
	HeaderTime = 5 * time.Second
	ReadTime   = 30 * time.Second
	WriteTime  = 60 * time.Second
	IdleTime   = 60 * time.Second
	UploadTime = 30 * time.Minute
	QueueTime  = 5 * time.Second // how long a request may wait for its turn
	StopTime   = 20 * time.Second
)
