package score

// readSurvey turns the tallies of a survey into its share: Σ(weight × share of
// the group) / Σ weight over the groups that count.
func (p *rulePlan) readSurvey(l *log, groups []GroupTally) input {
	before := l.count()
	var shares []num
	weights := zero
	l.in("groups")
	for _, g := range groups {
		l.in(g.ID)
		at, ok := p.groupCodes[g.ID]
		if !ok {
			l.fault(p.clause, "there is no group %s", quoted(g.ID))
		} else if share, counts := p.readGroup(l, g); counts {
			shares = append(shares, p.groups[at].mul(share))
			weights = weights.add(p.groups[at])
		}
		l.out()
	}
	l.out()
	if l.since(before) || len(shares) == 0 {
		return input{x: zero}
	}
	return input{x: sum(shares).div(weights).reduced(), pick: 1}
}

// readGroup returns a group's share and whether the group counts.
func (p *rulePlan) readGroup(l *log, g GroupTally) (share num, counts bool) {
	ballots := wholeNumber(l, "ballots", p.clause, g.Ballots)
	var shares []num
	l.in("questions")
	for i, q := range g.Questions {
		l.at(i)
		if share, answered := p.readQuestion(l, q); answered {
			shares = append(shares, share)
		}
		l.out()
	}
	l.out()
	if len(shares) == 0 || ballots.less(p.minBallots) {
		return zero, false
	}
	return sum(shares).div(whole(int64(len(shares)))), true
}

// readQuestion returns a question's share and whether anybody answered it;
// options without a weight are left out.
func (p *rulePlan) readQuestion(l *log, q []OptionTally) (share num, answered bool) {
	points, all := zero, zero
	for _, o := range q {
		n := wholeNumber(l, o.Option, p.clause, o.Count)
		if at, ok := p.codes[o.Option]; ok {
			points = points.add(p.weights[at].mul(n))
			all = all.add(n)
		}
	}
	if all.isZero() {
		return zero, false
	}
	return points.div(hundred.mul(all)).reduced(), true
}
