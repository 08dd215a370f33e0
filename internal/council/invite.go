package council

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// EditSession changes a session that has not begun. Those who were invited are
// told of another time or place; whoever leads it from now on is invited.
func (s *Service) EditSession(ctx context.Context, actor par.Actor, id par.ID, in Session, key db.Key) error {
	return s.sit(ctx, actor, policy.ManageCouncil, id, in.Version, key, func(tx *db.Tx, permit policy.Permit, r round.Round, old Session) (string, error) {
		if err := old.must(Planned); err != nil {
			return "", err
		}
		earliest := tx.Now()
		if in.HeldAt == old.HeldAt {
			earliest = old.HeldAt
		}
		if err := in.check(earliest); err != nil {
			return "", err
		}
		if err := in.mayBeLed(tx, r); err != nil {
			return "", err
		}
		now := old
		now.HeldAt, now.Place, now.Chair, now.Clerk, now.Quorum, now.Majority = in.HeldAt, in.Place, in.Chair, in.Clerk, in.Quorum, in.Majority
		if err := saveSession(tx, now); err != nil || old.InvitedAt == 0 {
			return "edited", err
		}
		told, err := now.announce(tx, permit, r, old)
		return fmt.Sprintf("edited, %d told", told), err
	})
}

// announce tells those who were invited when and where the session is held
// now. It returns how many were told.
func (s Session) announce(tx *db.Tx, permit policy.Permit, r round.Round, old Session) (int, error) {
	invited, err := notice.About(tx, notice.CouncilInvited, string(s.ID))
	if err != nil {
		return 0, err
	}
	var people []par.ID
	for _, one := range invited {
		if !slices.Contains(people, one.Person) {
			people = append(people, one.Person)
		}
	}
	fresh := slices.DeleteFunc([]par.ID{s.Chair, s.Clerk}, func(id par.ID) bool { return slices.Contains(people, id) })
	if s.HeldAt == old.HeldAt && s.Place == old.Place {
		people = nil
	}
	for _, person := range people {
		moved := s.letter(permit, r, person, notice.CouncilMoved)
		moved.Args["old_at"], moved.Args["old_place"] = notice.Moment(old.HeldAt), old.Place
		if err := notice.Post(tx, moved); err != nil {
			return 0, err
		}
	}
	for _, person := range fresh {
		if err := notice.Post(tx, s.letter(permit, r, person, notice.CouncilInvited)); err != nil {
			return 0, err
		}
	}
	return len(people) + len(fresh), nil
}

// letter says to a person when and where the session is held.
func (s Session) letter(permit policy.Permit, r round.Round, person par.ID, kind notice.Kind) notice.Notice {
	return notice.Notice{
		Person: person, Kind: kind, Link: s.link(), Round: r.ID, Subject: string(s.ID), By: permit.Actor().Person,
		Args: map[string]string{"number": strconv.Itoa(s.Number), "round": r.Title, "at": notice.Moment(s.HeldAt), "place": s.Place},
	}
}

// Moved is the last change of time or place that those invited were told.
type Moved struct {
	At     par.Time // zero: there was none
	People int
	Last   notice.Notice // what it said
}

// moved finds the last change of time or place.
func (s Session) moved(tx *db.Tx) (Moved, error) {
	told, err := notice.About(tx, notice.CouncilMoved, string(s.ID))
	var m Moved
	for _, one := range told {
		if one.SentAt > m.At {
			m = Moved{At: one.SentAt, Last: one}
		}
	}
	for _, one := range told {
		if one.SentAt == m.At {
			m.People++
		}
	}
	return m, err
}

// Invite tells the members, the chair and the clerk when and where the session
// is held. Invited again they get the newest word.
func (s *Service) Invite(ctx context.Context, actor par.Actor, id par.ID, version int64, key db.Key) error {
	return s.sit(ctx, actor, policy.ManageCouncil, id, version, key, func(tx *db.Tx, permit policy.Permit, r round.Round, now Session) (string, error) {
		if err := now.must(Planned); err != nil {
			return "", err
		}
		seats, err := members(tx, r.ID)
		if err != nil {
			return "", err
		}
		people := []par.ID{now.Chair, now.Clerk}
		for _, seat := range seats {
			if !slices.Contains(people, seat.Person) {
				people = append(people, seat.Person)
			}
		}
		for _, person := range people {
			if err := notice.Post(tx, now.letter(permit, r, person, notice.CouncilInvited)); err != nil {
				return "", err
			}
		}
		now.InvitedAt = tx.Now()
		return fmt.Sprintf("invited %d", len(people)), saveSession(tx, now)
	})
}

func (s Session) link() string {
	return "/rounds/" + string(s.RoundID) + "/council/" + string(s.ID)
}
