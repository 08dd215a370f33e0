// Command parindex follows, scores, ranks and publishes the index of
// public-administration reform of a city's agencies.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 || os.Args[1] != "compute" {
		fmt.Fprintln(os.Stderr, "usage: parindex compute [--view final|self] FILE")
		os.Exit(exitBad)
	}
	flags := flag.NewFlagSet("compute", flag.ExitOnError)
	view := flags.String("view", "final", "final or self")
	_ = flags.Parse(os.Args[2:]) // exits by itself
	os.Exit(runCompute(flags.Arg(0), *view, os.Stdin, os.Stdout, os.Stderr))
}
