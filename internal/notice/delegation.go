package notice

import (
	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/unit"
)

// TellDelegation tells a person that a role was lent to him. It is what
// package account calls when that happens.
func TellDelegation(tx *db.Tx, d account.Delegation) error {
	u, err := unit.ByID(tx, d.Unit)
	if err != nil {
		return err
	}
	lender, err := account.ByID(tx, d.From)
	if err != nil {
		return err
	}
	return Post(tx, Notice{
		Person: d.To, Kind: RoleDelegated, Link: "/", Subject: string(d.ID), By: d.GivenBy,
		Args: map[string]string{
			"by": lender.Name, "unit": u.Name, "role": Word("role." + string(d.Role)), "from": Moment(d.Starts), "until": Moment(d.Ends - 1), "reason": d.Reason,
		},
	})
}
