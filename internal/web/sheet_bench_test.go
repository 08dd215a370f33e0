package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"parindex/internal/council"
	"parindex/internal/explanation"
	"parindex/internal/notice"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
	"parindex/internal/thread"
	books "parindex/internal/workbook"
)

// BenchmarkSheetPage serves one area of a sheet of a hundred leaves, all
// answered, to its officer: everything but the network.
func BenchmarkSheetPage(b *testing.B) {
	clock := testkit.NewClock()
	w, err := world.Build(context.Background(), testkit.SQLite(b, clock), clock, world.Options{Units: 1, Random: testkit.Random(5)})
	if err != nil {
		b.Fatal(err)
	}
	m := w.Members[0]
	if err := w.Fill(context.Background(), m); err != nil {
		b.Fatal(err)
	}
	s := Services{
		DB: w.DB, Clock: clock, Log: testkit.Quiet(), Random: func(int) string { return "0123456789abcdef" }, Disk: func() error { return nil },
		Accounts: w.Accounts, Notices: notice.New(w.DB), Explanations: explanation.New(w.DB), Councils: council.New(w.DB), Rounds: w.Rounds, Dossiers: w.Dossiers, Threads: thread.New(w.DB), Appraisals: w.Appraisals, Workbooks: books.New(w.DB),
	}
	app := New(s)
	h, err := app.Handler()
	if err != nil {
		b.Fatal(err)
	}
	entry, err := w.Accounts.SignIn(context.Background(), m.Officer.Login, world.Password, "")
	if err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, sheetPath(m.Dossier)+"?area=3", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	r.AddCookie(app.SignInCookie(entry.Token))
	b.ReportAllocs()
	for b.Loop() {
		out := httptest.NewRecorder()
		h.ServeHTTP(out, r)
		if out.Code != http.StatusOK {
			b.Fatalf("status %d: %s", out.Code, out.Body)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
