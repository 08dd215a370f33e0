package invariant_test

import (
	"context"
	"slices"
	"strings"

	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/thread"
)

// talk is a thread as it should be.
type talk struct {
	id       par.ID
	about    spot
	audience par.Audience
	settled  bool
	said     int // remarks
	version  int64
}

// mayHear: the unit hears what is for it or for both; appraisers of the area,
// the standing body and members of the council hear the rest, of what has been
// handed in and of other units than their own. An empty audience asks whether
// anything at all may be heard.
func (m *model) mayHear(p person, about spot, audience par.Audience) bool {
	if p.ownOfficer(about.unit) || p.ownLeader(about.unit) {
		return audience != par.ForAppraisers
	}
	u := m.units[about.unit]
	outside := p.role == par.Standing || p.role == par.Member && p.unit != about.unit || p.judges(about.unit, about.leaf)
	return outside && u.state != par.Draft && u.state != par.AwaitingLeader && audience != par.ForUnit
}

// maySay: whoever hears, but the members of the council, who speak in its sessions.
func (m *model) maySay(p person, about spot, audience par.Audience) bool {
	return p.role != par.Member && m.mayHear(p, about, audience)
}

// talkActs are what may be tried with threads.
func (m *machine) talkActs() []act {
	return []act{{"begin a thread", 3, m.beginThread}, {"answer", 3, m.answerThread}, {"settle", 2, m.settleThread}, {"listen", 2, m.listen}}
}

// words draws what somebody says, and whom he names. Nobody may be named who
// could not read it.
func (m *machine) words(t *dice, p person, about spot, audience par.Audience) (thread.Words, bool) {
	in := thread.Words{Body: "xin xem lại"}
	if t.between(0, 2) > 0 {
		return in, true
	}
	named := m.anybody(t, func(other person) bool { return m.mayHear(other, about, audience) })
	in.People = []par.ID{named.actor.Person}
	return in, named.actor.Person != p.actor.Person && m.mayHear(named, about, audience)
}

func (m *machine) beginThread(t *dice) {
	i, _ := m.unit(t)
	about, audience := spot{i, leafOf(t)}, one(t, par.Audiences())
	p := m.anybody(t, func(p person) bool { return m.mayHear(p, about, audience) })
	in, proper := m.words(t, p, about, audience)
	may := m.maySay(p, about, audience) && proper
	id, err := m.talks.BeginThread(context.Background(), p.actor, m.units[i].Dossier, about.leaf, audience, in, m.w.Key())
	if m.agree(t, p.name+" begins a thread for "+string(audience), may, err) {
		m.threads = append(m.threads, &talk{id: id, about: about, audience: audience, said: 1, version: 1})
		m.done["begin a thread"]++
		m.checkHearing(t, about)
	}
}

func (m *machine) answerThread(t *dice) {
	if len(m.threads) == 0 {
		return
	}
	k := one(t, m.threads)
	p := m.anybody(t, func(p person) bool { return m.mayHear(p, k.about, k.audience) })
	in, proper := m.words(t, p, k.about, k.audience)
	may := m.maySay(p, k.about, k.audience) && proper
	_, err := m.talks.Reply(context.Background(), p.actor, m.units[k.about.unit].Dossier, k.about.leaf, k.id, in, m.w.Key())
	if m.agree(t, p.name+" answers a thread for "+string(k.audience), may, err) {
		k.said, k.settled, k.version = k.said+1, false, k.version+1
		m.done["answer"]++
		m.checkHearing(t, k.about)
	}
}

func (m *machine) settleThread(t *dice) {
	if len(m.threads) == 0 {
		return
	}
	k := one(t, m.threads)
	p := m.anybody(t, func(p person) bool { return m.mayHear(p, k.about, k.audience) })
	settled, version := t.between(0, 3) > 0, versionOf(t, k.version)
	may := m.maySay(p, k.about, k.audience) && version == k.version
	err := m.talks.SettleThread(context.Background(), p.actor, m.units[k.about.unit].Dossier, k.about.leaf, k.id, settled, version, m.w.Key())
	if m.agree(t, p.name+" settles a thread for "+string(k.audience), may, err) && settled != k.settled {
		k.settled, k.version = settled, k.version+1
		m.done["settle"]++
		m.checkHearing(t, k.about)
	}
}

// listen looks at what is said about a leaf without saying anything.
func (m *machine) listen(t *dice) {
	i, _ := m.unit(t)
	m.checkHearing(t, spot{i, leafOf(t)})
}

// checkHearing holds what each of the cast reads of a leaf against what he may
// hear, and looks whom the program has told.
func (m *machine) checkHearing(t *dice, about spot) {
	t.Helper()
	for _, p := range m.cast {
		v, err := m.talks.ReadThreads(context.Background(), p.actor, m.units[about.unit].Dossier, about.leaf)
		if m.agree(t, p.name+" listens to "+about.leaf, m.mayHear(p, about, ""), err) {
			m.checkHeard(t, p, about, v)
		}
	}
	m.checkTold(t)
}

func (m *machine) checkHeard(t *dice, p person, about spot, v thread.View) {
	t.Helper()
	count := 0
	for _, k := range m.threads {
		if k.about != about || !m.mayHear(p, about, k.audience) {
			continue
		}
		count++
		i := slices.IndexFunc(v.Threads, func(one thread.Thread) bool { return one.ID == k.id })
		if i < 0 || len(v.Threads[i].Replies) != k.said-1 || v.Threads[i].Open() == k.settled || v.Threads[i].Version != k.version {
			t.Fatalf("%s does not hear thread %+v as it is: %+v", p.name, k, v.Threads)
		}
	}
	if len(v.Threads) != count {
		t.Fatalf("%s hears %d threads about %s, the model says %d", p.name, len(v.Threads), about.leaf, count)
	}
	for _, audience := range par.Audiences() {
		if slices.Contains(v.May, audience) != m.maySay(p, about, audience) {
			t.Fatalf("%s may write for %v", p.name, v.May)
		}
		for _, offered := range v.People[audience] {
			if !m.mayHear(m.known(t, offered.ID), about, audience) {
				t.Fatalf("%s may name %s for %s", p.name, offered.Name, audience)
			}
		}
	}
}

// checkTold finds notices of remarks to people who could not read them.
func (m *machine) checkTold(t *dice) {
	t.Helper()
	var all []notice.Notice
	fine(t, m.w.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		all, err = notice.InRound(tx, m.w.Round.ID, notice.Mentioned, notice.Replied)
		return err
	}))
	for _, n := range all {
		_, id, _ := strings.Cut(n.Link, "#t-")
		i := slices.IndexFunc(m.threads, func(k *talk) bool { return string(k.id) == id })
		if i < 0 || !m.mayHear(m.known(t, n.Person), m.threads[i].about, m.threads[i].audience) {
			t.Fatalf("%s was told of a remark that he may not read: %+v", m.known(t, n.Person).name, n)
		}
	}
}

// known finds the one of the cast who is the person.
func (m *machine) known(t *dice, id par.ID) person {
	t.Helper()
	i := slices.IndexFunc(m.cast, func(p person) bool { return p.actor.Person == id })
	if i < 0 {
		t.Fatalf("%s is nobody of the cast", id)
	}
	return m.cast[i]
}
