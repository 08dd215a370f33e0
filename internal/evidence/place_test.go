package evidence

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/account"
	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

// administrator opens an account for one who watches the machine.
func (w *world) administrator() par.Actor {
	w.t.Helper()
	accounts := account.New(w.db, account.Options{Random: testkit.Random(3), Log: slog.New(slog.DiscardHandler), Cost: account.Cost{Passes: 1, Memory: 64}})
	p, err := accounts.Enrol(ctx, par.Program(), w.key(), account.Draft{Login: "nam", Name: "Châu Hoài Nam", Language: "vi"}, "mot mat khau that dai 2026")
	if err == nil {
		err = w.db.Housekeep(ctx, func(tx *db.Tx) error {
			_, err := account.AddGrant(tx, p.ID, par.Grant{Role: par.Admin})
			return err
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return par.Actor{Person: p.ID, Name: p.Name, Grants: []par.Grant{{Role: par.Admin}}}
}

// placeOf is where the file of a document lies in the folder.
func (w *world) placeOf(id par.ID) (hash, path string) {
	w.t.Helper()
	v, err := w.ReadDocument(ctx, lan, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return v.File.Hash, filepath.Join(w.dir, v.File.Hash[:2], v.File.Hash[2:])
}

// check runs the sweeper a day later and returns the alarms that stand then.
func (w *world) check(admin par.Actor) map[string]Harm {
	w.t.Helper()
	w.clock.Forward(25 * time.Hour)
	if err := w.CheckFiles(ctx); err != nil {
		w.t.Fatal(err)
	}
	v, err := w.ReadStorage(ctx, admin)
	if err != nil {
		w.t.Fatal(err)
	}
	found := map[string]Harm{}
	for _, a := range v.Alarms {
		found[a.Hash] = a.Harm
	}
	if n, err := w.CountAlarms(ctx); n != len(found) || err != nil {
		w.t.Errorf("%d alarms counted, %v; want %d", n, err, len(found))
	}
	return found
}

// told counts what an administrator has been told of files.
func (w *world) told(admin par.Actor) int {
	w.t.Helper()
	in, err := notice.New(w.db).ListNotices(ctx, admin, notice.FilesDamaged, 1)
	if err != nil {
		w.t.Fatal(err)
	}
	return len(in.List)
}

func TestTheSweeperRaisesAlarmsAndTakesThemBack(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		admin := w.administrator()
		w.add(lan, pdfOf(w.t, 1))
		flipped, gone := w.add(lan, pdfOf(w.t, 2)), w.add(lan, pdfOf(w.t, 3))
		if found := w.check(admin); len(found) != 0 || w.told(admin) != 0 {
			w.t.Fatalf("all is well, yet: %v", found)
		}
		flippedHash, flippedAt := w.placeOf(flipped)
		goneHash, goneAt := w.placeOf(gone)
		whole, err := os.ReadFile(flippedAt)
		if err != nil {
			w.t.Fatal(err)
		}
		lost, err := os.ReadFile(goneAt)
		if err != nil {
			w.t.Fatal(err)
		}
		bad := append([]byte(nil), whole...)
		bad[len(bad)/2] ^= 1
		write(w.t, flippedAt, bad)
		if err := os.Remove(goneAt); err != nil {
			w.t.Fatal(err)
		}
		want := map[string]Harm{flippedHash: Damaged, goneHash: Missing}
		for range 2 { // the second time nobody is told again
			if diff := cmp.Diff(want, w.check(admin)); diff != "" {
				w.t.Error(diff)
			}
			if n := w.told(admin); n != 1 {
				w.t.Errorf("%d notices for one find, want 1", n)
			}
		}
		// What invariant I6 reads says the same.
		found := map[string]bool{}
		if _, err := VerifyFiles(ctx, w.db, w.files, func(hash string, _ error) { found[hash] = true }); err != nil {
			w.t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]bool{flippedHash: true, goneHash: true}, found); diff != "" {
			w.t.Error(diff)
		}
		write(w.t, flippedAt, whole)
		write(w.t, goneAt, lost)
		if found := w.check(admin); len(found) != 0 {
			w.t.Errorf("the files are right again, yet: %v", found)
		}
	})
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheSweeperTakesTheLongestUncheckedFirst(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		admin := w.administrator()
		old := w.add(lan, pdfOf(w.t, 1))
		w.clock.Forward(23 * time.Hour)
		young := w.add(lan, pdfOf(w.t, 2))
		for _, id := range []par.ID{old, young} {
			_, path := w.placeOf(id)
			write(w.t, path, []byte("%PDF-"))
		}
		w.clock.Forward(2 * time.Hour)
		if err := w.CheckFiles(ctx); err != nil {
			w.t.Fatal(err)
		}
		v, err := w.ReadStorage(ctx, admin)
		hash, _ := w.placeOf(old)
		if err != nil || len(v.Alarms) != 1 || v.Alarms[0].Hash != hash || v.Alarms[0].Units != 1 || v.Files != 2 {
			w.t.Errorf("%+v, %v; want an alarm for the old file alone", v, err)
		}
	})
}

func TestOnlyThoseWhoWatchTheMachineReadOfItsFiles(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		for _, actor := range []par.Actor{lan, leader} {
			if _, err := w.ReadStorage(ctx, actor); !par.Is(err, par.Forbidden) {
				w.t.Errorf("%s: %v", actor.Person, err)
			}
		}
	})
}

// onTheBucket gives a world a store elsewhere.
func (w *world) onTheBucket(server *testkit.S3Server) *blob.S3 {
	w.t.Helper()
	remote, err := blob.OpenS3(server.Bucket(), "us-east-1", server.Key, server.Secret)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := remote.Make(ctx); err != nil {
		w.t.Fatal(err)
	}
	w.files.SendOnTo(remote)
	return remote
}

func TestWhileTheStoreIsAwayNothingIsRefusedButItsFiles(t *testing.T) {
	server := testkit.S3(t)
	inWorld(t, DefaultLimits(), func(w *world) {
		server.Start()
		admin := w.administrator()
		w.onTheBucket(server)
		first, second := pdfOf(w.t, 1), pdfOf(w.t, 2)
		before := w.add(lan, first)
		w.sendAll()
		server.Stop()
		if _, err := w.OpenFile(ctx, lan, before); keyOf(err) != "blob.store_away" {
			w.t.Errorf("a file that lies only there: %v", err)
		}
		if _, err := w.ReadDocument(ctx, lan, before); err != nil {
			w.t.Errorf("the page around it: %v", err)
		}
		meanwhile := w.add(lan, second)
		w.read(lan, meanwhile)
		if err := w.SendFiles(ctx, w.clock); keyOf(err) != "blob.store_away" {
			w.t.Errorf("sent to nobody: %v", err)
		}
		w.clock.Forward(25 * time.Hour)
		if err := w.CheckFiles(ctx); keyOf(err) != "blob.store_away" {
			w.t.Errorf("checked what is away: %v", err)
		}
		v, err := w.ReadStorage(ctx, admin)
		if err != nil || v.Waiting.Files != 1 || v.Waiting.Since == 0 || len(v.Alarms) != 0 {
			w.t.Errorf("%+v, %v; want one file waiting and no alarm", v, err)
		}
		server.Start()
		w.sendAll()
		for id, content := range map[par.ID][]byte{before: first, meanwhile: second} {
			if !bytes.Equal(content, w.read(lan, id)) {
				w.t.Error("the bytes are others")
			}
		}
		if v, err = w.ReadStorage(ctx, admin); err != nil || v.Waiting.Files != 0 || !v.Elsewhere {
			w.t.Errorf("%+v, %v; want nothing waiting", v, err)
		}
		server.Stop()
	})
}

// sendAll hands on what waits, which has to work.
func (w *world) sendAll() {
	w.t.Helper()
	if err := w.SendFiles(ctx, w.clock); err != nil {
		w.t.Fatal(err)
	}
}

func keyOf(err error) string {
	e, ok := par.AsError(err)
	if !ok {
		return ""
	}
	return e.Key
}

func TestADamagedFileIsNotPassedOn(t *testing.T) {
	server := testkit.S3(t)
	inWorld(t, DefaultLimits(), func(w *world) {
		admin := w.administrator()
		w.onTheBucket(server)
		bad, good := w.add(lan, pdfOf(w.t, 1)), w.add(lan, pdfOf(w.t, 2))
		badHash, path := w.placeOf(bad)
		write(w.t, path, []byte("%PDF-"))
		for range 2 {
			w.sendAll()
		}
		w.read(lan, good)
		v, err := w.ReadStorage(ctx, admin)
		if err != nil || v.Waiting.Files != 1 || len(v.Alarms) != 1 || v.Alarms[0].Hash != badHash || w.told(admin) != 1 {
			w.t.Errorf("%+v, %v; want the damaged file to stay, with an alarm told once", v, err)
		}
	})
}

// The library on a bucket: the same tests as on the folder, each file read
// back from the bucket.
func TestTheLibraryOnABucket(t *testing.T) {
	bucketServer = testkit.S3(t)
	defer func() { bucketServer = nil }()
	for name, test := range map[string]func(*testing.T){
		"add": TestAddDocument, "once": TestAddDocumentTwiceWithOneKeyIsOneDocument, "refuse": TestAddDocumentRefuses,
		"pictures": TestPicturesAreDrawnAnew, "same": TestTheSameFileFromManyAtOnce,
		"open": TestWhoOpensAFile, "uses": TestUses, "edit": TestEditDocument,
		"parts": TestAFileThatIsCutGoesOnAndBecomesADocument, "parts refused": TestPartsThatDoNotFitAreRefused,
	} {
		t.Run(name, test)
	}
}
