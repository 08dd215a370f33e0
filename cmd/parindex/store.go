package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"

	"parindex/internal/blob"
	"parindex/internal/config"
	"parindex/internal/par"
)

// openFiles opens the folder of files and, where one is set, the store to
// which they go on. It asks nothing of that: one that is away keeps nobody
// from working.
func openFiles(c config.Config, now par.Clock) (*blob.Store, error) {
	remote, err := bucketOf(c)
	if err != nil {
		return nil, err
	}
	files, err := blob.Open(filepath.Join(c.Data, "files"), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("the data directory %s cannot keep evidence: %w", c.Data, err)
	}
	if _, err := files.Sweep(now.Now().Add(-leftBehind)); err != nil {
		return nil, errors.Join(fmt.Errorf("the data directory %s cannot be cleared of what a crash left: %w", c.Data, err), files.Close())
	}
	if remote != nil {
		files.SendOnTo(remote)
	}
	return files, nil
}

// bucketOf is the store that the settings name, nil where they name none.
func bucketOf(c config.Config) (*blob.S3, error) {
	if c.Store == "" {
		return nil, nil
	}
	secret, err := c.StoreSecret()
	if err != nil {
		return nil, err
	}
	return blob.OpenS3(c.Store, c.StoreRegion, c.StoreKey, secret)
}

// checkStore says where files of evidence go, and asks the bucket whether it
// answers, without changing anything there.
func (p *program) checkStore(c config.Config) error {
	bucket, err := bucketOf(c)
	if err != nil {
		return err
	}
	if bucket == nil {
		return p.say("files of evidence stay in the data directory")
	}
	if err := bucket.Answers(p.ctx); err != nil {
		return fmt.Errorf("the store %s does not answer as it should: %w", c.Store, err)
	}
	return p.say("the store %s answers; files of evidence go on to it", c.Store)
}
