package score

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os/exec"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	oracleSeed  = flag.Int("oracle.seed", 1, "first seed of the random bundles that are held against the oracle")
	oracleCount = flag.Int("oracle.count", 1000, "random bundles for each seed")
)

// verdict is what the oracle says of one bundle; a view that is null is at fault.
type verdict struct {
	Bundle    []byte          `json:"bundle"`
	Fault     string          `json:"fault"`
	FaultOf   string          `json:"fault_final"`
	FaultSelf string          `json:"fault_self"`
	Final     json.RawMessage `json:"final"`
	Self      json.RawMessage `json:"self"`
}

func TestEngineAgreesWithTheOracle(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: the oracle takes seconds, run without -short")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("skipped: no Python to run the oracle with, install Debian's python3: ", err)
	}
	for seed := *oracleSeed; seed < *oracleSeed+2; seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			agree(t, python, seed)
		})
	}
}

// agree holds the engine against the oracle on the bundles of one seed.
func agree(t *testing.T, python string, seed int) {
	oracle := exec.Command(python, "testdata/oracle/generate.py", strconv.Itoa(seed), strconv.Itoa(*oracleCount))
	var complaints bytes.Buffer
	oracle.Stderr = &complaints
	out, err := oracle.Output()
	if err != nil {
		t.Fatalf("the oracle failed: %v\n%s", err, complaints.String())
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 64<<20)
	good, bad := 0, 0
	for lines.Scan() {
		var v verdict
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		if v.Fault == "" {
			good++
		} else {
			bad++
		}
		v.hold(t)
	}
	t.Logf("%d good bundles and %d bad ones compared", good, bad)
	if good+bad != *oracleCount {
		t.Errorf("compared %d bundles, want %d", good+bad, *oracleCount)
	}
}

// hold compares both views of one bundle, and what is written and read again.
func (v *verdict) hold(t *testing.T) {
	t.Helper()
	b, err := ReadBundle(v.Bundle)
	if (err != nil) != (v.Fault != "") {
		t.Errorf("the oracle says %q, the engine %v, of\n%s", v.Fault, err, v.Bundle)
	}
	if err != nil {
		return
	}
	again, err := ReadBundle(b.JSON())
	if err != nil {
		t.Fatalf("written and read again: %v\n%s", err, v.Bundle)
	}
	for view, want := range map[View]json.RawMessage{Final: v.Final, Self: v.Self} {
		v.holdView(t, b, again, view, want)
	}
}

func (v *verdict) holdView(t *testing.T, b, again *Bundle, view View, want json.RawMessage) {
	t.Helper()
	r, err := Compute(b, view)
	if err != nil || string(want) == "null" {
		if (err == nil) != (string(want) != "null") {
			t.Errorf("%s: the oracle says %s, the engine %v, of\n%s", view, v.FaultOf+v.FaultSelf, err, v.Bundle)
		}
		return
	}
	if diff := cmp.Diff(decoded(t, want), decoded(t, r.JSON())); diff != "" {
		t.Errorf("%s (-oracle +engine):\n%s\nof %s", view, diff, v.Bundle)
	}
	explainAll(t, r)
	second, err := Compute(again, view)
	if err != nil || !bytes.Equal(r.JSON(), second.JSON()) {
		t.Errorf("%s: written and read again, the bundle gives another result (%v):\n%s", view, err, v.Bundle)
	}
}

func decoded(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	return v
}
