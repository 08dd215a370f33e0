package web

import (
	"cmp"
	"slices"
	"strconv"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/unit"
	"parindex/internal/web/ui"
)

// participantsView chooses the units of a block.
type participantsView struct {
	ui.Page
	Round   round.Round
	Block   round.Block
	Version int64
	Key     string
	Err     *par.Error
	Levels  []choiceLevel
	Chosen  int
}

// choiceLevel is the units of one level that can be chosen.
type choiceLevel struct {
	Level unit.Level
	Name  string
	Units []unitChoice
}

// unitChoice is one unit with what is chosen of it.
type unitChoice struct {
	Unit      unit.Unit
	Chosen    bool
	Unranked  bool
	Position  string
	Elsewhere string // name of the block that has it already
}

func (h *handlers) showParticipants(r *httpx.Request) (httpx.Reply, error) {
	return h.participantsPage(r, nil, nil)
}

// participantsPage draws the choice: what is stored or, after a refusal, what
// was chosen.
func (h *handlers) participantsPage(r *httpx.Request, typed []round.Participant, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	s, err := h.Rounds.Setup(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	b, err := blockOf(r, s.Round)
	if err != nil {
		return nil, err
	}
	chosen := typed
	if refused == nil {
		chosen = nil
		for _, p := range s.Participants {
			if p.Block == b.Code {
				chosen = append(chosen, p)
			}
		}
	}
	p := printer(r)
	v := participantsView{
		Page: h.page(r, p.T("round.units_of", "block", b.Name), pathRounds), Round: s.Round, Block: b, Version: s.Version, Key: r.Random(16), Err: refused,
		Levels: choices(p, s, b, chosen), Chosen: len(chosen),
	}
	v.DemoNote = s.DemoNote
	return httpx.Page{Status: statusOf(refused), Body: participantsPage(v)}, nil
}

// choices lists the active units and those that take part already, by level.
func choices(p i18n.Printer, s round.Setup, b round.Block, chosen []round.Participant) []choiceLevel {
	elsewhere, here := map[par.ID]string{}, map[par.ID]round.Participant{}
	for _, one := range s.Participants {
		if other, ok := s.Block(one.Block); ok && one.Block != b.Code {
			elsewhere[one.Unit.ID] = other.Name
		}
	}
	place := map[par.ID]int{}
	for i, one := range chosen {
		here[one.Unit.ID], place[one.Unit.ID] = one, i+1
	}
	var levels []choiceLevel
	for _, level := range byLevel(p, s.Units) {
		one := choiceLevel{Level: level.Level, Name: level.Name}
		for _, u := range level.Units {
			part, in := here[u.ID]
			if !u.Active && !in {
				continue
			}
			c := unitChoice{Unit: u, Chosen: in, Unranked: in && !part.Ranked, Elsewhere: elsewhere[u.ID]}
			if in {
				c.Position = strconv.Itoa(place[u.ID])
			}
			one.Units = append(one.Units, c)
		}
		levels = append(levels, one)
	}
	return levels
}

// typedParticipants reads the choice: the ticked units and those of the ticked
// levels, in the order of their numbers, units without one behind them.
func typedParticipants(r *httpx.Request, units []unit.Unit) []round.Participant {
	rows, numbers := r.Form["row"], r.Form["position"]
	position := map[string]int{}
	for i := range min(len(rows), len(numbers)) {
		if n, err := strconv.Atoi(numbers[i]); err == nil {
			position[rows[i]] = n
		}
	}
	var chosen []round.Participant
	for _, u := range units {
		id := string(u.ID)
		whole := slices.Contains(r.Form["level"], string(u.Level)) && u.Active && slices.Contains(rows, id)
		if slices.Contains(r.Form["unit"], id) || whole {
			chosen = append(chosen, round.Participant{Unit: u, Ranked: !slices.Contains(r.Form["unranked"], id)})
		}
	}
	const behind = 1 << 30
	slices.SortStableFunc(chosen, func(a, b round.Participant) int {
		return cmp.Compare(cmp.Or(position[string(a.Unit.ID)], behind), cmp.Or(position[string(b.Unit.ID)], behind))
	})
	return chosen
}

func (h *handlers) postParticipants(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	units, err := h.Units.ListUnits(r.Context(), r.Actor, "")
	if err != nil {
		return nil, err
	}
	i18n.SortBy(units, func(u unit.Unit) string { return u.Name })
	chosen := typedParticipants(r, units)
	err = h.Rounds.SetParticipants(r.Context(), r.Actor, id, version(r), r.PathValue("block"), chosen, r.Key())
	if refused := refusal(err); refused != nil {
		return h.participantsPage(r, chosen, refused)
	}
	if err != nil {
		return h.refusedAtSetup(r, err)
	}
	return httpx.Redirect{To: pathRounds + "/" + string(id) + "/setup#blocks", Done: "saved"}, nil
}
