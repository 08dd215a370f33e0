package workbook

import (
	"bytes"
	"context"
	"io"
	"strconv"
)

var background = context.Background()

func bytesReader(b []byte) io.Reader { return bytes.NewReader(b) }

func itoa(n int) string { return strconv.Itoa(n) }
