package workbook

import (
	"bytes"
	"context"
	"io"
)

var background = context.Background()

func bytesReader(b []byte) io.Reader { return bytes.NewReader(b) }
