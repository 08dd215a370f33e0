package main

import (
	"context"
	"errors"
	"fmt"

	"parindex/internal/blob"
	"parindex/internal/evidence"
	"parindex/internal/par"
)

// blobCmd looks after the bytes of evidence, wherever they lie.
type blobCmd struct {
	Copy   blobCopyCmd   `cmd:"" help:"Copy every file of evidence to the store or back to the folder, and verify each where it arrives."`
	Verify blobVerifyCmd `cmd:"" help:"Read every file of evidence and compare it with its row."`
}

type blobCopyCmd struct {
	storage
	To     string `required:"" enum:"store,folder" help:"store or folder." placeholder:"WHERE"`
	DryRun bool   `help:"Only say what would be copied."`
}

// copied counts what a copy has done.
type copied struct {
	files, copied, there int
	bytes                int64 // of what was copied
	failed               int
}

// Run copies the files that rows name. What has arrived before is read there
// again and not sent again, so that a copy that broke off goes on where it
// was. The side from which it copies stays as it is.
func (c *blobCopyCmd) Run(p *program) error {
	side := blob.Folder
	if c.To == "store" {
		side = blob.Elsewhere
	}
	return p.within(c.flags(), func(h *house) error {
		if !h.files.Remote() {
			return usageError{errors.New("no store is set: name it with --store, --store-key and --store-secret-file")}
		}
		counts := copied{}
		err := evidence.EachFile(p.ctx, h.db, func(stored blob.Stored) error { return c.one(p, h.files, side, stored, &counts) })
		if told := c.report(p, counts); told != nil || err != nil {
			return errors.Join(err, told)
		}
		if counts.failed > 0 {
			return fmt.Errorf("%d of %d files could not be copied", counts.failed, counts.files)
		}
		return nil
	})
}

// one copies a file, or only looks where it is. A store that is away ends the copy.
func (c *blobCopyCmd) one(p *program, files *blob.Store, side blob.Side, stored blob.Stored, counts *copied) error {
	counts.files++
	fresh, err := c.bring(p.ctx, files, side, stored)
	if par.Is(err, par.Unavailable) {
		return err
	}
	if err != nil {
		counts.failed++
		return p.say("%s: %s", stored.Hash, plain(err))
	}
	if !fresh {
		counts.there++
		return nil
	}
	counts.copied++
	counts.bytes += stored.Size
	return nil
}

// bring makes sure that a file is there and tells whether it had, or has, to
// be copied for that.
func (c *blobCopyCmd) bring(ctx context.Context, files *blob.Store, side blob.Side, stored blob.Stored) (bool, error) {
	if !c.DryRun {
		return files.CopyOver(ctx, side, stored)
	}
	there, err := files.On(ctx, side, stored.Hash)
	return !there, err
}

func (c *blobCopyCmd) report(p *program, n copied) error {
	did := "copied and verified"
	if c.DryRun {
		did = "would be copied"
	}
	return p.say("%d files: %d %s (%d bytes), %d already in the %s, %d failed", n.files, n.copied, did, n.bytes, n.there, c.To, n.failed)
}

type blobVerifyCmd struct{ storage }

// Run reads every file that a row names.
func (c *blobVerifyCmd) Run(p *program) error {
	return p.within(c.flags(), func(h *house) error {
		bad := 0
		var told error
		n, err := evidence.VerifyFiles(p.ctx, h.db, h.files, func(hash string, err error) {
			bad++
			told = errors.Join(told, p.say("%s: %s", hash, plain(err)))
		})
		if err != nil || told != nil {
			return errors.Join(err, told)
		}
		if bad > 0 {
			return fmt.Errorf("%d of %d files are missing or damaged", bad, n)
		}
		return p.say("%d files read, each as its row says", n)
	})
}

// plain says in a few words what is wrong with a file.
func plain(err error) string {
	switch {
	case par.Is(err, par.NotFound):
		return "missing"
	case par.Is(err, par.Internal):
		return "damaged"
	}
	return oneLine(err)
}
