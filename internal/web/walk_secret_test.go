package web_test

import (
	"net/http/httptest"
	"regexp"
	"slices"
	"testing"
)

// The places of a secret: in the area of the cast's appraiser, and elsewhere.
const (
	here  = "here"
	there = "there"
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
	handedIn := slices.Contains([]string{"appraisal", "council", "decided", "published"}, scene)
	switch who {
	case "officer", "leader":
		return relation == own
	case "standing", "publisher":
		return handedIn
	case "appraiser":
		return handedIn && relation == other && place == here
	case "member":
		return scene == councilScene && relation == other
	}
	return false
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
