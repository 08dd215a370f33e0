// Command shots takes pictures of every page kind of a running demonstration,
// at 1366×768 and at 390 px, and the picture of the README. It starts the
// demonstration itself. Start with run.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/chromedp/chromedp"

	"parindex/e2e/pages"
	"parindex/internal/demo"
)

func main() {
	program := flag.String("program", "bin/parindex", "the program to look at")
	out := flag.String("out", "shots", "folder for the pictures")
	only := flag.String("only", "", "names of the pictures to take, separated by commas; empty: all")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *program, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "shots:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop has run
	}
}

func run(ctx context.Context, program, out, only string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	address, stop, err := startDemo(ctx, program)
	if err != nil {
		return err
	}
	defer stop()
	var failed []error
	for _, s := range pages.Kinds() {
		if only != "" && !slices.Contains(strings.Split(only, ","), s.Name) {
			continue
		}
		if err := take(ctx, address, out, s); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", s.Name, err))
		}
	}
	return errors.Join(failed...)
}

func startDemo(ctx context.Context, program string) (string, func(), error) {
	dir, err := os.MkdirTemp("", "parindex-shots-")
	if err != nil {
		return "", nil, err
	}
	if kept := os.Getenv("SHOTS_DATA"); kept != "" {
		dir = kept
	}
	cmd := exec.CommandContext(ctx, program, "demo", "--listen", "127.0.0.1:0", "--data", dir)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop := func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
		_ = cmd.Wait()
		if os.Getenv("SHOTS_DATA") == "" {
			_ = os.RemoveAll(dir) // a temporary folder
		}
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if i := strings.Index(lines.Text(), "http://"); i >= 0 {
			go func() { _, _ = io.Copy(io.Discard, stdout) }() // until the program ends
			return strings.TrimSpace(lines.Text()[i:]), stop, nil
		}
	}
	stop()
	return "", nil, errors.New("the demonstration did not start")
}

// take makes the pictures of one page in a browser of its own, so that nobody
// is signed in who should not be.
func take(ctx context.Context, address, out string, s pages.Page) error {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	alloc, cancelAlloc := chromedp.NewExecAllocator(ctx, options...)
	defer cancelAlloc()
	tab, cancel := chromedp.NewContext(alloc)
	defer cancel()
	tab, cancelTime := context.WithTimeout(tab, time.Minute)
	defer cancelTime()
	if err := chromedp.Do(tab, chromedp.EmulateViewport(1366, 768)); err != nil {
		return err
	}
	if err := goThere(tab, address, s); err != nil {
		return err
	}
	return pictures(tab, out, s.Name)
}

func goThere(tab context.Context, address string, s pages.Page) error {
	if s.Login != "" {
		if err := chromedp.Do(tab,
			chromedp.Navigate(address+"/sign-in"),
			chromedp.SetValue("input[name=login]", s.Login), chromedp.SetValue("input[name=password]", demo.Password),
			chromedp.Submit("input[name=password]"), chromedp.WaitVisible("header.bar"),
		); err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
	}
	if err := chromedp.Do(tab, chromedp.Navigate(address+s.Start)); err != nil {
		return err
	}
	for _, hop := range s.Hops {
		href, err := chromedp.Run(tab, chromedp.Evaluate[string](fmt.Sprintf("(document.querySelector(%q)||{}).href||''", hop)))
		if err != nil {
			return err
		}
		if href == "" {
			return fmt.Errorf("no link %s", hop)
		}
		if err := chromedp.Do(tab, chromedp.Navigate(href)); err != nil {
			return err
		}
	}
	return nil
}

// pictures keeps the first screen and the whole page at both sizes, and says
// where a page is wider than the screen.
func pictures(tab context.Context, out, name string) error {
	for _, width := range []int64{1366, 390} {
		height := int64(768)
		if width == 390 {
			height = 844
		}
		if err := chromedp.Do(tab, chromedp.EmulateViewport(width, height)); err != nil {
			return err
		}
		wide, err := chromedp.Run(tab, chromedp.Evaluate[int]("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
		if err != nil {
			return err
		}
		if wide > 0 {
			fmt.Printf("%s at %d px: %d px wider than the screen\n", name, width, wide)
		}
		for kind, picture := range map[string]chromedp.Action[[]byte]{"": chromedp.CaptureScreenshot(), "-full": chromedp.FullScreenshot(100)} {
			data, err := chromedp.Run(tab, picture)
			if err != nil {
				return err
			}
			file := filepath.Join(out, fmt.Sprintf("%s-%d%s.png", name, width, kind))
			if err := os.WriteFile(file, data, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
