// Package result owns what follows from the scores of a round: it puts the
// bundle of each block together, has it computed and explains the outcome. All
// that it returns are plain values, so that a publication can freeze them as
// they stand. It must not know publications, pages or languages. Start with
// Compute in compute.go.
package result

import (
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Block is the explained result of one block of one year. It is what pages,
// books and notices show, and what a publication freezes as its detail.
type Block struct {
	Code     string  `json:"code"`
	Name     string  `json:"name"`
	Year     int     `json:"year"`
	SetTitle string  `json:"set_title"`
	Method   Method  `json:"method"`
	Classes  []Class `json:"classes"` // the best first, each with its units
	Areas    []Area  `json:"areas"`
	Leaves   []Head  `json:"leaves"` // in set order
	Units    []Unit  `json:"units"`  // in rank order, unranked ones last
	Summary  Summary `json:"summary"`
	Years    []Year  `json:"years"`       // earlier years, the latest first
	Without  int     `json:"without_top"` // years running without the best class, this one included
}

// Class is one class with the ranked units in it, by name in rank order.
type Class struct {
	Name  string      `json:"name"`
	From  par.Decimal `json:"from"`
	Units []string    `json:"units"`
}

// Area is a top node of the set with the mean of the block's ranked units.
// Mean is empty where no unit has an index there, as of bonus points alone.
type Area struct {
	Code  string      `json:"code"`
	Title string      `json:"title"`
	Max   par.Decimal `json:"max"`
	Mean  par.Decimal `json:"mean"`
}

// Head says of one leaf what is the same for all units.
type Head struct {
	Code  string         `json:"code"`
	Title string         `json:"title"`
	Area  string         `json:"area"`
	Kind  score.Kind     `json:"kind"`
	Max   par.Decimal    `json:"max"`
	Rule  score.RuleType `json:"rule"`
}

// Summary is the block's summary over its ranked units; empty figures are not known.
type Summary struct {
	Count           int         `json:"count"`
	Average         par.Decimal `json:"average"`
	Highest         par.Decimal `json:"highest"`
	Lowest          par.Decimal `json:"lowest"`
	PreviousYear    int         `json:"previous_year"` // 0: none
	PreviousAverage par.Decimal `json:"previous_average"`
	Change          par.Decimal `json:"change"`
	Missing         int         `json:"missing"` // leaves without an answer, of all units
}

// Unit is one unit's result with all that explains it.
type Unit struct {
	Code        string      `json:"code"`
	Name        string      `json:"name"`
	Short       string      `json:"short"`
	Ranked      bool        `json:"ranked"`
	Rank        int         `json:"rank"` // 0: none
	Index       par.Decimal `json:"index"`
	Points      par.Decimal `json:"points"`
	Max         par.Decimal `json:"max"`
	Self        par.Decimal `json:"self"` // points as the unit scored itself
	SelfIndex   par.Decimal `json:"self_index"`
	Appraised   par.Decimal `json:"appraised"` // points before the council
	Class       string      `json:"class"`
	ClassReason string      `json:"class_reason"`
	Change      par.Decimal `json:"change"`
	RankChange  *int        `json:"rank_change"`
	Missing     int         `json:"missing"`
	Fallback    string      `json:"fallback,omitzero"` // in what form it handed in what the standing body entered for it
	Areas       []AreaScore `json:"areas"`             // as Block.Areas
	Leaves      []Leaf      `json:"leaves"`            // as Block.Leaves
	Next        *Next       `json:"next"`              // nil: the best class is reached
}

// AreaScore is one unit's figures of one area.
type AreaScore struct {
	Self      par.Decimal `json:"self"`
	Appraised par.Decimal `json:"appraised"`
	Points    par.Decimal `json:"points"`
	Max       par.Decimal `json:"max"`
	Index     par.Decimal `json:"index"`   // empty where Max is 0
	Lost      par.Decimal `json:"lost"`    // of normal leaves
	Bonus     par.Decimal `json:"bonus"`   // points of bonus leaves, before the set's cap
	Penalty   par.Decimal `json:"penalty"` // points of penalty leaves, before the set's cap
}

// Leaf is one unit's figures of one leaf: the three scores side by side, what
// was lost and why.
type Leaf struct {
	State     score.State `json:"state"`
	Stage     score.Stage `json:"stage,omitzero"`
	SelfState score.State `json:"self_state"`
	Self      par.Decimal `json:"self"`
	Appraised par.Decimal `json:"appraised"`
	Points    par.Decimal `json:"points"`
	Lost      par.Decimal `json:"lost"` // of a penalty: what it took away
	Reason    par.Reason  `json:"reason,omitzero"`
	Remark    string      `json:"remark,omitzero"`
	Session   int         `json:"session,omitzero"` // of the council that decided it; 0: none did
	Trace     score.Trace `json:"trace"`
}

// Next is what separates a unit from the class above its own.
type Next struct {
	Class  string      `json:"class"`
	From   par.Decimal `json:"from"`
	Points par.Decimal `json:"points"` // how many more reach it
	Lifts  []Lift      `json:"lifts"`
}

// Lift is one thing that would have given more points.
type Lift struct {
	Leaf   string          `json:"leaf"`
	Gain   par.Decimal     `json:"gain"`
	Alone  bool            `json:"alone"`           // enough by itself
	Reason par.Reason      `json:"reason,omitzero"` // why the points were lost
	Step   *score.NextGain `json:"step,omitzero"`   // the least change that gains them

}

// Method is how the block was ranked, to be told in words.
type Method struct {
	PointsDecimals int         `json:"points_decimals"`
	IndexDecimals  int         `json:"index_decimals"`
	RankOn         string      `json:"rank_on"`
	Ranking        string      `json:"ranking"`
	TieBreak       []TieBreak  `json:"tie_break"`
	AverageOf      string      `json:"average_of"`
	NoSurvey       string      `json:"no_survey"`
	CapAt100       bool        `json:"cap_at_100"`
	BonusCap       par.Decimal `json:"bonus_cap"`
	PenaltyCap     par.Decimal `json:"penalty_cap"`
	Caps           []Cap       `json:"caps"`
}

// TieBreak decides between units of one index; an empty Node means the points.
type TieBreak struct {
	Node  string `json:"node"`
	Title string `json:"title"`
}

// Cap lowers the class of a unit whose index at a node is too low.
type Cap struct {
	Node   string      `json:"node"`
	Title  string      `json:"title"`
	Below  par.Decimal `json:"below"`
	AtMost string      `json:"at_most"`
	Reason string      `json:"reason"`
}

// Year is what is known of a block in an earlier year. A year that was never
// evaluated with this program is often known by its classes alone.
type Year struct {
	Year        int          `json:"year"`
	Publication par.ID       `json:"publication,omitzero"` // empty: taken in from elsewhere
	Average     par.Decimal  `json:"average"`
	Classes     []ClassCount `json:"classes"`
	Results     []UnitYear   `json:"results"`
}

// ClassCount is how many units a class had.
type ClassCount struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// UnitYear is what is known of one unit in an earlier year; empty fields are not known.
type UnitYear struct {
	Unit  string      `json:"unit"`
	Index par.Decimal `json:"index,omitzero"`
	Class string      `json:"class,omitzero"`
	Rank  int         `json:"rank,omitzero"`
}

// Published tells what publications say of a block's earlier years, the latest
// first. Publications lie to the right of this package, so that main passes
// the function in.
type Published func(tx *db.Tx, block string, before int) ([]Year, error)

// Position returns the place of a class in the block's list, 0 for the best
// and -1 for one that is not in it.
func (b Block) Position(class string) int {
	for i, c := range b.Classes {
		if c.Name == class {
			return i
		}
	}
	return -1
}

// Unit finds a unit by its code.
func (b Block) Unit(code string) (Unit, bool) {
	for _, u := range b.Units {
		if u.Code == code {
			return u, true
		}
	}
	return Unit{}, false
}

// OfUnit finds what is known of a unit in an earlier year.
func (y Year) OfUnit(code string) (UnitYear, bool) {
	for _, u := range y.Results {
		if u.Unit == code {
			return u, true
		}
	}
	return UnitYear{}, false
}
