package dossier_test

import (
	"bytes"
	"testing"
	"time"

	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/testkit/world"
)

// What had begun to arrive before the deadline may be attached after it only
// where the round's rule gives it time, and only in that time.
func TestAnUploadBegunInTimeMayBeAttachedLate(t *testing.T) {
	const grace = 30
	for _, test := range []struct {
		name    string
		minutes int           // the round's rule
		begun   time.Duration // of the upload, from the deadline
		at      time.Duration // of attaching, from the deadline
		key     string        // of the refusal; empty: attached
	}{
		{"begun just in time, attached just after", grace, -time.Microsecond, 0, ""},
		{"begun just in time, attached at the end of the grace", grace, -time.Microsecond, grace*time.Minute - time.Microsecond, ""},
		{"the grace is over", grace, -time.Microsecond, grace * time.Minute, "policy.deadline"},
		{"begun at the deadline", grace, 0, time.Second, "policy.deadline"},
		{"the round has no such rule", 0, -time.Microsecond, 0, "policy.deadline"},
		{"the round has no such rule, in time", 0, -time.Second, -time.Microsecond, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			atDesk(t, func(d *desk) {
				r, err := d.RoundNow(t.Context(), d.Round.ID)
				must(t, err)
				r.LateUpload = test.minutes
				must(t, d.Rounds.ConfigureRound(t.Context(), d.Standing.Actor, r, "", d.Key()))
				deadline := r.Window(par.SelfScoring).Closes
				d.clock.Set(deadline.Add(test.begun))
				pdf, err := world.PDF("Muộn", 1)
				must(t, err)
				upload := evidence.Upload{Name: "muon.pdf", Content: bytes.NewReader(pdf), Begun: d.clock.Now()}
				d.clock.Set(deadline.Add(test.at))
				d.document, err = d.evidence.AddDocument(t.Context(), d.officer(), d.Members[0].Unit.ID, evidence.Input{Kind: evidence.ReportKind, Summary: "Muộn"}, upload, d.Key())
				must(t, err)
				_, err = d.Dossiers.AttachEvidence(t.Context(), d.officer(), d.use(1), d.Key())
				if test.key == "" {
					must(t, err)
				} else {
					refused(t, err, par.Closed, test.key)
				}
			})
		})
	}
}
