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
	status, _, err := c.post(ctx, "/sign-in", url.Values{"login": {m.Officer.Login}, "password": {world.Password}})
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

func (c *client) post(ctx context.Context, path string, form url.Values) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("X-Fragment", "1")
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body), err
}

// save declares one leaf, as the sheet's script does.
func (c *client) save(ctx context.Context) error {
	leaf := c.leaves[c.saves%len(c.leaves)]
	yes := "yes"
	if c.saves/len(c.leaves)%2 == 1 {
		yes = "no"
	}
	form := url.Values{
		"version": {fmt.Sprint(c.versions[leaf])}, "yes": {yes}, "_key": {fmt.Sprintf("load-%s-%d", c.dossier, c.saves)},
	}
	status, body, err := c.post(ctx, "/dossiers/"+c.dossier+"/leaves/"+leaf, form)
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

func (c *client) readSheet(ctx context.Context) error {
	return get(ctx, c.http, c.base+"/dossiers/"+c.dossier+"?area=all")
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
	fmt.Fprintln(out, "| clients | saves/s | p50 | p99 | longest | sheet pages/s | p99 |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, n := range []int{1, 8, 32} {
		saves, err := together(ctx, clients[:n], length, (*client).save)
		if err != nil {
			return err
		}
		pages, err := together(ctx, clients[:n], length, (*client).readSheet)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "| %d | %.0f | %s | %s | %s | %.0f | %s |\n", n, saves.rate(length), saves.at(50), saves.at(99), saves.at(100), pages.rate(length), pages.at(99))
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
