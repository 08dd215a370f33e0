package e2e

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	_ "modernc.org/sqlite" // to look into the file without the program
)

// refuses expects one clear line that says each of the words, and a status of
// failure or of wrong use.
func refuses(t *testing.T, d done, status int, words ...string) {
	t.Helper()
	if d.status != status {
		t.Errorf("status %d, want %d", d.status, status)
	}
	line := strings.TrimSuffix(d.stderr, "\n")
	if line == "" || strings.Contains(line, "\n") || !strings.HasPrefix(line, "parindex: ") {
		t.Errorf("not one clear line:\n%s", d.stderr)
	}
	for _, word := range words {
		if !strings.Contains(line, word) {
			t.Errorf("%q does not say %q", line, word)
		}
	}
}

// unharmed expects that the data of a folder can still be used.
func unharmed(t *testing.T, at storage) {
	t.Helper()
	if d := run(t, command(append([]string{"invariants"}, at.flags()...)...)); d.status != 0 {
		t.Errorf("the data was harmed:\n%s%s", d.stdout, d.stderr)
	}
}

func freshStorage(t *testing.T) storage {
	t.Helper()
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	mustRun(t, append([]string{"migrate"}, at.flags()...)...)
	return at
}

func TestAUsedPortIsSaid(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	at := freshStorage(t)
	for _, name := range []string{"serve", "demo"} {
		refuses(t, run(t, command(name, "--data", at.dir, "--listen", taken.Addr().String())), 1, taken.Addr().String(), "in use", "--listen")
	}
	unharmed(t, at)
}

func TestASecondInstanceNamesTheFirst(t *testing.T) {
	at := freshStorage(t)
	first := serve(t, at)
	process := fmt.Sprint("process ", first.cmd.Process.Pid)
	for _, args := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"migrate"}, {"invariants"}, {"user", "list"}} {
		refuses(t, run(t, command(append(args, at.flags()...)...)), 1, "in use", process)
	}
	if status, _ := get(t, first.url+"/readyz"); status != 200 {
		t.Errorf("the first instance is no longer ready: %d", status)
	}
	first.kill()
	unharmed(t, at) // the lock ends with its process
}

func TestANewerDatabaseIsLeftAlone(t *testing.T) {
	at := freshStorage(t)
	file := filepath.Join(at.dir, "parindex.db")
	pool, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := pool.Close(); err != nil {
		t.Fatal(err)
	}
	before := contents(t, at.dir)
	for _, name := range []string{"serve", "migrate", "check", "invariants"} {
		refuses(t, run(t, command(append([]string{name}, at.flags()...)...)), 1, "schema 99999", "newer")
	}
	if after := contents(t, at.dir); after != before {
		t.Errorf("the folder was changed:\n%s\n%s", before, after)
	}
}

// contents lists the files of a folder with their sizes, but for the lock and
// what SQLite keeps beside its file while it reads.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".lock") || strings.HasSuffix(path, "-wal") || strings.HasSuffix(path, "-shm") {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&b, path, info.Size())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatIsNoDatabaseIsSaid(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "parindex.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	refuses(t, run(t, command("serve", "--data", dir, "--listen", "127.0.0.1:0")), 1, "database")
	refuses(t, run(t, command("serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--database", "postgres://x:geheim@127.0.0.1:1/x")), 1, "database")
}

// nobody runs a command as the user nobody, whom a read-only folder stops; the
// superuser is stopped by nothing.
func nobody(t *testing.T, c *exec.Cmd) *exec.Cmd {
	t.Helper()
	if os.Getuid() == 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534, NoSetGroups: true}}
	}
	return c
}

// forEveryone makes a folder that every user reaches, to run the program in as another.
func forEveryone(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "parindex-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	program, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(dir, 0o755), os.WriteFile(filepath.Join(dir, "parindex"), program, 0o755)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAReadOnlyDirectoryIsSaid(t *testing.T) {
	dir := forEveryone(t)
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o555); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{data, filepath.Join(data, "below"), filepath.Join(dir, "parindex")} {
		c := nobody(t, command("serve", "--listen", "127.0.0.1:0", "--data", at))
		c.Path = filepath.Join(dir, "parindex")
		refuses(t, run(t, c), 1, "data directory")
	}
}

func TestAFullDiskIsSaid(t *testing.T) {
	dir := smallDisk(t, 4)
	at := storage{dir: filepath.Join(dir, "data")}
	must(t, os.Mkdir(at.dir, 0o700))
	room := fillUp(t, dir)
	refuses(t, run(t, command(append([]string{"serve", "--listen", "127.0.0.1:0"}, at.flags()...)...)), 1, "data directory", "no space left")
	room()
	unharmed(t, at) // with room again it goes on where it broke off
}

func TestWrongSettingsAreSaid(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		name  string
		args  []string
		env   string
		words []string
	}{
		{"an unknown setting", nil, "PARINDEX_LISTENN=x", []string{"PARINDEX_LISTENN"}},
		{"an unknown key of the file", []string{"--config", file("a.json", `{"lisen": "x"}`)}, "", []string{"lisen", "listen"}},
		{"a broken file", []string{"--config", file("b.json", `{"listen": `)}, "", []string{"b.json"}},
		{"a file that is no JSON", []string{"--config", file("c.json", "\x00\xff")}, "", []string{"c.json"}},
		{"no file", []string{"--config", filepath.Join(dir, "d.json")}, "", []string{"d.json"}},
		{"no port", []string{"--listen", "127.0.0.1"}, "", []string{"listen"}},
		{"no such port", []string{"--listen", "127.0.0.1:99999"}, "", []string{"65535"}},
		{"no number", nil, "PARINDEX_UPLOAD_MB=many", []string{"PARINDEX_UPLOAD_MB", "many"}},
		{"an unknown flag", []string{"--lisen", "x"}, "", []string{"--lisen"}},
		{"a flag without its value", []string{"--data"}, "", []string{"--data"}},
		{"a word too many", []string{"now"}, "", []string{"now"}},
		{"a secret in a wrong address", []string{"--database", "mysql://u:geheim@h/d"}, "", []string{"database", "postgres://"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, name := range []string{"serve", "check"} {
				cmd := command(append([]string{name, "--data", filepath.Join(dir, "data")}, c.args...)...)
				if c.env != "" {
					cmd.Env = append(cmd.Env, c.env)
				}
				d := run(t, cmd)
				refuses(t, d, 2, c.words...)
				if strings.Contains(d.stderr, "geheim") {
					t.Errorf("a secret is told: %s", d.stderr)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "data")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the data directory was touched: %v", err)
			}
		})
	}
}

// smallDisk mounts a disk of so many megabytes, or skips the test with its reason.
func smallDisk(t *testing.T, megabytes int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", megabytes)); err != nil {
		t.Skipf("skipped: a small disk cannot be mounted, run the tests as root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// fillUp leaves no room on the disk of a folder, and returns what gives it back.
func fillUp(t *testing.T, dir string) func() {
	t.Helper()
	ballast := filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	must(t, err)
	defer f.Close()
	for block := make([]byte, 4096); err == nil; _, err = f.Write(block) {
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() { must(t, os.Remove(ballast)) }
}

func TestADiskThatFillsUpLosesNothing(t *testing.T) {
	dir := smallDisk(t, 24)
	at := storage{dir: filepath.Join(dir, "data")}
	all := saversOf(fill(t, at, 2))
	s := serve(t, at)
	saver, c := all[0], newClient(s.url)
	c.signIn(t, saver.login)
	room := fillUp(t, dir)
	refused := 0
	for range 200 {
		e := saver.next()
		status, body, err := c.post("/dossiers/"+string(e.dossier)+"/leaves/"+e.leaf, e.form())
		must(t, err)
		switch status {
		case 200:
			e.version++
			saver.kept[e.leaf], saver.doubt = e, nil
		case 503:
			refused++
			saver.doubt = &e
		default:
			t.Fatalf("a full disk answers %d: %s", status, body)
		}
	}
	if refused == 0 {
		t.Error("every save was taken in although nothing more fits on the disk")
	}
	room()
	e := saver.next()
	if version, err := c.save(e); err != nil || version != e.version+1 {
		t.Fatalf("with room again: version %d, %v\n%.2000s", version, err, s.log)
	}
	e.version++
	saver.kept[e.leaf], saver.doubt = e, nil
	if status := s.stop(t); status != 0 {
		t.Errorf("stopped with status %d", status)
	}
	present(t, at, all)
	unharmed(t, at)
	t.Logf("%d saves were refused while the disk was full", refused)
}
