package evidence

import (
	"context"
	"os"
	"testing"

	"parindex/internal/extract"
)

// TestMain lets the program of these tests be the reading process too.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "worker" {
		os.Exit(extract.Child(context.Background(), os.Args[2], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}
