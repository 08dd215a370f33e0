package publication

import (
	"errors"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Verify computes a publication again from its stored bundles and tells where
// anything differs from what was frozen.
func Verify(tx *db.Tx, id par.ID) error {
	p, err := ByID(tx, id)
	if err != nil {
		return err
	}
	contents, err := db.List(tx, scanContent, selectContents, id)
	if err != nil {
		return err
	}
	var faults []error
	for _, c := range contents {
		if err := c.verify(); err != nil {
			faults = append(faults, fmt.Errorf("publication %s, block %s: %w", id, c.Code, err))
		}
	}
	manifest, err := manifestOf(p, contents).Bytes()
	if err != nil {
		return err
	}
	if hashOf(string(manifest)) != p.Hash {
		faults = append(faults, fmt.Errorf("publication %s: the manifest does not have the hash %s", id, p.Hash))
	}
	if p.Released() && p.PublishedBy == p.DecidedBy {
		faults = append(faults, fmt.Errorf("publication %s: decided and published by one person", id))
	}
	return errors.Join(faults...)
}

// verify computes the block's result from its bundle.
func (c content) verify() error {
	if hashOf(c.Bundle) != c.Hash {
		return errors.New("the bundle does not have its hash")
	}
	bundle, err := score.ReadBundle([]byte(c.Bundle))
	if err != nil {
		return fmt.Errorf("read bundle: %w", err)
	}
	if string(bundle.JSON()) != c.Bundle {
		return errors.New("the bundle is not written as it is read")
	}
	again, err := score.Compute(bundle, score.Final)
	if err != nil {
		return fmt.Errorf("compute bundle: %w", err)
	}
	if string(again.JSON()) != c.Result {
		return errors.New("the bundle does not give the published result")
	}
	return nil
}

// VerifyAll verifies every publication and returns how many there are. Each
// fault is one error of the joined list.
func VerifyAll(tx *db.Tx) (int64, error) {
	all, err := List(tx)
	if err != nil {
		return 0, err
	}
	var faults []error
	for _, p := range all {
		if err := Verify(tx, p.ID); err != nil {
			faults = append(faults, err)
		}
	}
	return int64(len(all)), errors.Join(faults...)
}
