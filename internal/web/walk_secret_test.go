package web_test

import (
	"net/http/httptest"
	"regexp"
	"slices"
	"testing"

	"parindex/internal/par"
	"parindex/internal/testkit/world"
	"parindex/internal/thread"
)

// The places of a secret: in the area of the cast's appraiser, and elsewhere;
// what a unit says within itself, and what its judges say among themselves.
const (
	here   = "here"
	there  = "there"
	within = "within"
	bench  = "bench"
)

// secret is an explanation or a summary that only some may read.
func secret(relation, place, scene string) string {
	return "Bí mật-" + relation + "-" + place + "-" + scene
}

var secretForm = regexp.MustCompile(`Bí mật-([a-z]+)-([a-z]+)-([a-z]+)`)

// mayRead says who may read a unit's explanations and documents, on whatever
// page they stand: the unit always, the standing body and whoever publishes
// once they were handed in, appraisers then those of their area and never
// their own unit's, and members of the council those of units that are not
// their own. Nobody else ever does.
func mayRead(who, relation, place, scene string) bool {
	if place == within {
		return (who == "officer" || who == "leader") && relation == own
	}
	if place == bench && (who == "officer" || who == "leader" || who == "publisher") {
		return false
	}
	handedIn := slices.Contains([]string{"appraisal", "council", "decided", "published"}, scene)
	switch who {
	case "officer", "leader":
		return relation == own
	case "standing", "publisher":
		return handedIn
	case "appraiser":
		return handedIn && relation == other && place != there
	case "member":
		return scene == councilScene && relation == other
	}
	return false
}

// talk lets a unit begin two threads about its first leaf: one for both sides,
// one within itself that calls its leader.
func (c *city) talk(t *testing.T, s *stage, scene, relation string, m world.Member) {
	t.Helper()
	threads := thread.New(c.DB)
	if s.thread == nil {
		s.thread = map[string]par.ID{}
	}
	var err error
	s.thread[relation], err = threads.BeginThread(t.Context(), m.Officer.Actor, s.dossier[relation], c.leaves[own], par.ForBoth,
		thread.Words{Body: secret(relation, here, scene)}, c.Key())
	must(t, err)
	_, err = threads.BeginThread(t.Context(), m.Officer.Actor, s.dossier[relation], c.leaves[own], par.ForUnit,
		thread.Words{Body: secret(relation, within, scene), People: []par.ID{m.Leader.Person}}, c.Key())
	must(t, err)
}

// talkOfJudges lets the standing body begin a thread about each unit that the
// units must not hear of.
func (c *city) talkOfJudges(t *testing.T, s *stage, scene string) {
	t.Helper()
	for relation := range c.units() {
		_, err := thread.New(c.DB).BeginThread(t.Context(), c.Standing.Actor, s.dossier[relation], c.leaves[own], par.ForAppraisers,
			thread.Words{Body: secret(relation, bench, scene)}, c.Key())
		must(t, err)
	}
}

// keepsSecrets looks for secrets in an answer that are not this person's to read.
func (c *city) keepsSecrets(t *testing.T, one cell, w *httptest.ResponseRecorder) {
	t.Helper()
	for _, found := range secretForm.FindAllStringSubmatch(w.Body.String(), -1) {
		if !mayRead(one.person.name, found[1], found[2], found[3]) {
			t.Errorf("%s tells %s", one, found[0])
			return
		}
		c.told++
	}
}
