package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"parindex/internal/score"
	"parindex/internal/testkit/world"
)

// client is one signed-in officer with his own connection.
type client struct {
	http     *http.Client
	base     string
	dossier  string
	leaves   []string
	versions map[string]int
	saves    int
}

func plainClient() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // no options, no error
	}
	return &http.Client{
		Jar: jar, Timeout: 30 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// signIn makes a client for one unit's officer.
func signIn(ctx context.Context, base string, m world.Member, set *score.Set) (*client, error) {
	c := &client{http: plainClient(), base: base, dossier: string(m.Dossier), versions: map[string]int{}}
	status, _, err := c.post(ctx, "/sign-in", html, url.Values{"login": {m.Officer.Login}, "password": {world.Password}})
	if err != nil {
		return nil, err
	}
	if status != http.StatusSeeOther {
		return nil, fmt.Errorf("sign in as %s: status %d", m.Officer.Login, status)
	}
	for _, leaf := range set.Leaves() {
		if leaf.Rule.Type == score.RuleYesNo {
			c.leaves = append(c.leaves, leaf.Code)
		}
	}
	return c, nil
}

// What a client asks to be answered with: the new version alone, as a program
// does, or the row with its points drawn anew, as the sheet's script does.
const (
	json = "application/json"
	html = "text/html"
)

func (c *client) post(ctx context.Context, path, accept string, form url.Values) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", accept)
	if accept == html {
		r.Header.Set("X-Fragment", "1")
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body), err
}

// save declares one leaf and hears its new version.
func (c *client) save(ctx context.Context) error { return c.declare(ctx, json) }

// saveRow declares one leaf and gets its row back, with all totals.
func (c *client) saveRow(ctx context.Context) error { return c.declare(ctx, html) }

func (c *client) declare(ctx context.Context, accept string) error {
	leaf := c.leaves[c.saves%len(c.leaves)]
	yes := "yes"
	if c.saves/len(c.leaves)%2 == 1 {
		yes = "no"
	}
	form := url.Values{
		"version": {fmt.Sprint(c.versions[leaf])}, "yes": {yes}, "_key": {fmt.Sprintf("load-%s-%d", c.dossier, c.saves)},
	}
	status, body, err := c.post(ctx, "/dossiers/"+c.dossier+"/leaves/"+leaf, accept, form)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("save: status %d: %.300s", status, body)
	}
	c.saves++
	c.versions[leaf]++
	return nil
}

// readArea reads the sheet as it is opened: one area, with the totals of all.
func (c *client) readArea(ctx context.Context) error {
	return get(ctx, c.http, c.base+"/dossiers/"+c.dossier+"?area=3")
}

// readAll reads the sheet with every open leaf of every area in one page.
func (c *client) readAll(ctx context.Context) error {
	return get(ctx, c.http, c.base+"/dossiers/"+c.dossier+"?show=missing")
}

func get(ctx context.Context, h *http.Client, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := h.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: status %d", address, answer.StatusCode)
	}
	return nil
}

// measure prints the table: saves and sheets by number of clients.
func measure(ctx context.Context, out io.Writer, base string, w filled, length time.Duration) error {
	var clients []*client
	for _, m := range w.Members {
		c, err := signIn(ctx, base, m, w.Edition.Set)
		if err != nil {
			return err
		}
		clients = append(clients, c)
	}
	fmt.Fprintln(out, "| what | clients | per second | p50 | p99 | longest |\n| --- | ---: | ---: | ---: | ---: | ---: |")
	for _, m := range []struct {
		what string
		do   func(*client, context.Context) error
	}{
		{"save, answered with the version", (*client).save}, {"save, answered with the row drawn anew", (*client).saveRow},
		{"sheet, one area of it", (*client).readArea}, {"sheet, all open leaves", (*client).readAll},
	} {
		for _, n := range []int{1, 8, 32} {
			t, err := together(ctx, clients[:n], length, m.do)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "| %s | %d | %.0f | %s | %s | %s |\n", m.what, n, t.rate(length), t.at(50), t.at(99), t.at(100))
		}
	}
	return nil
}

// times are how long each request took, in order of length.
type times []time.Duration

func (t times) rate(length time.Duration) float64 { return float64(len(t)) / length.Seconds() }

func (t times) at(percent int) string {
	if len(t) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f ms", float64(t[(len(t)-1)*percent/100].Microseconds())/1000)
}

// together lets all clients do the same as often as they can.
func together(ctx context.Context, clients []*client, length time.Duration, do func(*client, context.Context) error) (times, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var mu sync.Mutex
	var all times
	var failure error
	var wait sync.WaitGroup
	for _, c := range clients {
		wait.Go(func() {
			mine, err := repeat(ctx, c, do)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
			if err != nil {
				failure = err
			}
		})
	}
	wait.Wait()
	slices.Sort(all)
	return all, failure
}

func repeat(ctx context.Context, c *client, do func(*client, context.Context) error) (times, error) {
	var mine times
	for ctx.Err() == nil {
		begun := time.Now()
		if err := do(c, context.WithoutCancel(ctx)); err != nil {
			return mine, err
		}
		mine = append(mine, time.Since(begun))
	}
	return mine, nil
}
