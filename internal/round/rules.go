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
func (r Round) Check() error { return faultsOr(r.faults(), nil) }

// Faults tells all that is wrong with a round that is to replace an old one:
// its own fields, stages that have been passed, a reason that is missing.
func (r Round) Faults(old Round, reason string) map[string]par.Text {
	faults := r.faults()
	for name, text := range r.moveFaults(old, reason) {
		if _, told := faults[name]; !told {
			faults[name] = text
		}
	}
	return faults
}

func (r Round) faults() map[string]par.Text {
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
	r.calendarFaults(faults)
	if r.Plays(par.Explanation) != r.Plays(par.Appraisal2) {
		faults[string(par.Appraisal2)] = par.T("round.explanation_and_second")
	}
	if r.LateUpload < 0 || r.LateUpload > 24*60 {
		faults["late_upload"] = par.T("error.range", "min", "0", "max", 24*60)
	}
	return faults
}

// calendarFaults finds stages that end before they begin, and stages that begin
// before the one before them has ended.
func (r Round) calendarFaults(faults map[string]par.Text) {
	var last Window
	for _, stage := range Timed() {
		w := r.Window(stage)
		if w.Opens == 0 && w.Closes == 0 {
			continue
		}
		name := par.T("stage." + string(stage))
		if w.Closes != 0 && w.Closes <= w.Opens {
			faults[string(stage)] = par.T("round.closes_before_opening", "stage", name, "opens", w.Opens, "closes", w.Closes)
		}
		if w.Opens == 0 {
			faults[string(stage)] = par.T("round.no_opening", "stage", name)
		} else if w.Opens < last.Closes {
			faults[string(stage)] = par.T("round.stages_overlap",
				"stage", par.T("stage."+string(last.Stage)), "closes", last.Closes, "next", name, "opens", w.Opens)
		}
		if w.Closes > last.Closes {
			last = w
		}
	}
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
