package demo

import (
	"context"
	"time"

	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/unit"
)

// note2017 is shown on every page with figures of 2017.
const note2017 = "Xếp loại của từng đơn vị, bình quân khối quận, huyện và mức thay đổi so với năm 2016 là số đã công bố ngày 06/02/2018. " +
	"Điểm, chỉ số, thứ hạng và mọi câu trả lời trên trang này là số minh họa do bản trình diễn đặt ra."

// indices2017 are invented indices, in the order in which the notice of 6
// February 2018 names the units. Their classes, the districts' mean of 83.78
// and nothing else in them is published.
var indices2017 = map[string][]par.Decimal{
	"so": {
		"93.42", "92.18", "91.05", "90.36",
		"88.74", "87.19", "85.63", "83.9", "81.27",
		"79.62", "78.95", "78.11", "77.48", "76.8", "76.02", "75.33", "74.57", "73.28", "72.1", "70.84",
	},
	"huyen": {"88.36", "87.54", "86.7", "85.92", "85.08", "84.21", "82.35", "77.93", "75.93"},
}

// order2017 are the units in the order of the notice, by code.
var order2017 = map[string][]string{
	"so": {
		"skhcn", "sct", "svhttdl", "vp",
		"sgddt", "stttt", "sxd", "snv", "ttr",
		"stp", "skhdt", "bdt", "syt", "stnmt", "stc", "sngv", "snnptnt", "sldtbxh", "sgtvt", "bqlkcn",
	},
	"huyen": {"bt", "tn", "pd", "tl", "nk", "cd", "om", "vt", "cr"},
}

// year2017 plays the round whose result was published on 6 February 2018.
func (s *stage) year2017(ctx context.Context) error {
	if err := s.past(ctx); err != nil {
		return err
	}
	s.clock.Play(day(2017, time.December, 20, 8))
	by := s.people[conductor]
	plans, err := s.plans2017(ctx, by)
	if err != nil {
		return err
	}
	r := round.Round{
		Code: "2017", Year: 2017, Title: "Chỉ số cải cách hành chính năm 2017", DemoNote: note2017,
		Calendar: []round.Window{
			{Stage: par.SelfScoring, Opens: day(2017, time.December, 20, 8), Closes: day(2018, time.January, 10, 17)},
			{Stage: par.Appraisal1, Opens: day(2018, time.January, 11, 8), Closes: day(2018, time.January, 31, 17)},
		},
	}
	if r, err = s.open(ctx, by, r, plans); err != nil {
		return err
	}
	if err := s.grant(ctx, examiner, par.Grant{Role: par.Appraiser, Round: r.ID}); err != nil {
		return err
	}
	for _, p := range plans {
		if err := s.stand(ctx, order2017[p.code]); err != nil {
			return err
		}
	}
	return s.score2017(ctx, r, plans)
}

func (s *stage) plans2017(ctx context.Context, by par.Actor) ([]blockPlan, error) {
	years, err := readUnits()
	if err != nil {
		return nil, err
	}
	so, err := s.edition(ctx, by, "so")
	if err != nil {
		return nil, err
	}
	huyen, err := s.edition(ctx, by, "huyen")
	if err != nil {
		return nil, err
	}
	return []blockPlan{
		{"so", "Sở, ban, ngành", so, unit.Department, years["2017"]["departments"]},
		{"huyen", "Quận, huyện", huyen, unit.District, years["2017"]["districts"]},
	}, nil
}

// score2017 plays self-scoring, appraisal, decision and publication.
func (s *stage) score2017(ctx context.Context, r round.Round, plans []blockPlan) error {
	open, err := s.dossiers(ctx, r.ID)
	if err != nil {
		return err
	}
	finals := map[string]solved{}
	for i, p := range plans {
		if finals[p.code], err = solve(p.edition.Set, method(2), targets2017(p.code), int64(1000*(i+1))); err != nil {
			return err
		}
	}
	s.clock.Play(day(2018, time.January, 8, 15))
	if err := s.everyUnit(plans, func(p blockPlan, code string) error { return s.self2017(ctx, p, open[code], code, finals[p.code]) }); err != nil {
		return err
	}
	s.clock.Play(day(2018, time.January, 25, 10))
	if _, err := s.goOn(ctx, s.people[conductor], r.ID, par.Appraisal1); err != nil {
		return err
	}
	if err := s.everyUnit(plans, func(p blockPlan, code string) error { return s.appraise2017(ctx, p, open[code], code, finals[p.code]) }); err != nil {
		return err
	}
	return s.publish2017(ctx, r.ID)
}

func (s *stage) self2017(ctx context.Context, p blockPlan, d dossier.Dossier, code string, final solved) error {
	all := claims(p.edition.Set, final[code], newInventor(seedOf(code)))
	if err := s.declare(ctx, s.people[typist], d, all, 1); err != nil {
		return err
	}
	if err := s.prove(ctx, s.people[typist], d, p, code, 2017); err != nil {
		return err
	}
	return s.sign(ctx, s.people[typist], s.people[signer], d, true)
}

func (s *stage) appraise2017(ctx context.Context, p blockPlan, d dossier.Dossier, code string, final solved) error {
	all := claims(p.edition.Set, final[code], newInventor(seedOf(code)))
	if err := s.survey(ctx, s.people[conductor], d, p.edition.Set, final[code]); err != nil {
		return err
	}
	return s.appraise(ctx, s.people[examiner], d, all, 1)
}

// everyUnit runs do for every unit of every block at once.
func (s *stage) everyUnit(plans []blockPlan, do func(blockPlan, string) error) error {
	for _, p := range plans {
		var codes []string
		for _, a := range p.agencies {
			codes = append(codes, a.Code)
		}
		if err := atOnce(codes, func(code string) error { return do(p, code) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) publish2017(ctx context.Context, id par.ID) error {
	s.clock.Play(day(2018, time.February, 2, 9))
	now, _, err := s.Rounds.Round(ctx, s.people[conductor], id)
	if err != nil {
		return err
	}
	decided, err := s.decide(ctx, s.people[conductor], now)
	if err != nil {
		return err
	}
	s.clock.Play(day(2018, time.February, 6, 8))
	if err := s.publish(ctx, s.people[announcer], decided); err != nil {
		return err
	}
	return s.readAll(ctx)
}

func targets2017(block string) []target {
	var all []target
	for i, code := range order2017[block] {
		all = append(all, target{code, indices2017[block][i]})
	}
	return all
}

// past imports what is known of the years before: of 2013 only that units were
// evaluated, of the districts' 2014 to 2016 that none was in the top class, and
// the mean of 2016, which follows from the published mean and change of 2017.
func (s *stage) past(ctx context.Context) error {
	s.clock.Play(day(2017, time.December, 19, 8))
	none := []round.PastClass{{Name: "Rất tốt", Count: 0}}
	const source = "Theo thông báo ngày 06/02/2018; chỉ biết số đơn vị loại Rất tốt và bình quân."
	for _, p := range []round.PastYear{
		{Block: "huyen", Year: 2013, Note: "Năm đánh giá đầu tiên; không có số liệu."},
		{Block: "huyen", Year: 2014, Classes: none, Note: source},
		{Block: "huyen", Year: 2015, Classes: none, Note: source},
		{Block: "huyen", Year: 2016, Average: "84.05", Classes: none, Note: source + " 84,05 = 83,78 + 0,27."},
		{Block: "so", Year: 2013, Note: "Năm đánh giá đầu tiên; không có số liệu."},
	} {
		if err := s.Rounds.ImportPastYear(ctx, s.people[conductor], p, s.key()); err != nil {
			return err
		}
	}
	return nil
}

func seedOf(code string) int64 {
	seed := int64(7)
	for _, c := range code {
		seed = (seed*31 + int64(c)) % 1_000_003
	}
	return seed
}
