package round

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"parindex/internal/criteria"
	"parindex/internal/par"
	"parindex/internal/score"
)

var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// Timed lists the stages that have a window of their own, in their order. A
// round may leave out those after the first appraisal by giving them none.
func Timed() []par.Stage {
	return []par.Stage{par.SelfScoring, par.Appraisal1, par.Explanation, par.Appraisal2, par.Council}
}

// needed are the timed stages that every round plays.
var needed = []par.Stage{par.SelfScoring, par.Appraisal1}

// Check tells which of the round's own fields are at fault.
func (r Round) Check() error {
	faults := map[string]par.Text{}
	if r.ID == "" && !codeForm.MatchString(r.Code) {
		faults["code"] = par.T("round.bad_code")
	}
	if r.Year < 2000 || r.Year > 2100 {
		faults["year"] = par.T("error.range", "min", "2000", "max", "2100")
	}
	if n := utf8.RuneCountInString(r.Title); n == 0 || n > 300 {
		faults["title"] = par.T("error.length", "min", 1, "max", 300)
	}
	last := par.Time(0)
	for _, stage := range Timed() {
		w := r.Window(stage)
		if w.Opens == 0 && w.Closes == 0 {
			continue
		}
		if w.Closes != 0 && w.Closes <= w.Opens {
			faults[string(stage)] = par.T("round.closes_before_opening")
		}
		if w.Opens < last {
			faults[string(stage)] = par.T("round.stages_overlap")
		}
		last = max(w.Closes, last)
	}
	if r.Plays(par.Explanation) != r.Plays(par.Appraisal2) {
		faults[string(par.Appraisal2)] = par.T("round.explanation_and_second")
	}
	if r.LateUpload < 0 || r.LateUpload > 24*60 {
		faults["late_upload"] = par.T("error.range", "min", "0", "max", 24*60)
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

// Check tells which of the block's own fields are at fault.
func (b Block) Check() error {
	faults := map[string]par.Text{}
	if !codeForm.MatchString(b.Code) {
		faults["code"] = par.T("round.bad_code")
	}
	if n := utf8.RuneCountInString(b.Name); n == 0 || n > 200 {
		faults["name"] = par.T("error.length", "min", 1, "max", 200)
	}
	if !b.EditionID.Valid() {
		faults["edition"] = par.T("error.choose")
	}
	if b.Method == nil {
		faults["method"] = par.T("round.no_method")
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

// fits tells whether the block's method and the edition agree. Faults are
// named by their place in the method, such as classes[1].from.
func (b Block) fits(e criteria.Edition) error {
	_, err := score.ReadMethod(b.Method.JSON(), e.Set)
	var found score.Faults
	if !errors.As(err, &found) {
		return err
	}
	faults := map[string]par.Text{}
	for _, f := range found {
		place := strings.TrimPrefix(f.Place, "method.")
		if _, told := faults[place]; !told {
			faults[place] = criteria.Sentence(f)
		}
	}
	return par.InvalidFields(faults).Because(err)
}

// inPreparation refuses to change what may not change once units have begun.
func inPreparation(r Round) error {
	if r.State != par.Preparing {
		return par.E(par.Closed, "round.not_in_preparation", "stage", par.T("stage."+string(r.State)))
	}
	return nil
}

// ready tells what is missing before units can begin.
func (r Round) ready(units []Participant) error {
	if len(r.Blocks) == 0 {
		return par.E(par.Closed, "round.no_blocks")
	}
	for _, stage := range Timed() {
		if w := r.Window(stage); r.Plays(stage) && (w.Opens == 0 || w.Closes == 0) {
			return par.E(par.Closed, "round.no_calendar", "stage", par.T("stage."+string(stage)))
		}
	}
	count := map[string]int{}
	for _, p := range units {
		count[p.Block]++
	}
	for _, b := range r.Blocks {
		if count[b.Code] == 0 && b.Skipped == "" {
			return par.E(par.Closed, "round.empty_block", "block", b.Name)
		}
	}
	return nil
}
