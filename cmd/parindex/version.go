package main

import (
	"runtime"
	"runtime/debug"

	"parindex/internal/db"
	"parindex/internal/policy"
)

// version is set when a release is built.
var version = "development"

type versionCmd struct{}

// Run prints what this program is made of.
func (versionCmd) Run(p *program) error {
	return p.say("parindex %s (commit %s, schema %d, policy %s, %s %s/%s)",
		version, commit(), db.KnownSchema(), policy.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return "unknown"
}
