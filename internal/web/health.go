package web

import (
	"context"
	"net/http"
	"time"

	"parindex/internal/httpx"
	"parindex/internal/policy"
	"parindex/internal/web/asset"
)

// probeTime is how long one probe of /readyz may take.
const probeTime = 2 * time.Second

// showHealth says that the process lives and answers.
func (h *handlers) showHealth(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.ReadPublic); err != nil {
		return nil, err
	}
	return httpx.JSON{Value: map[string]string{"status": "ok"}}, nil
}

// showReadiness says whether work can be taken in: database, schema and disk;
// beside that, whether stored files are as they should be. A failing part is named without details, which are in the log.
func (h *handlers) showReadiness(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.ReadPublic); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), probeTime)
	defer cancel()
	answer, status := map[string]string{"status": "ready"}, http.StatusOK
	for _, probe := range []struct {
		name string
		err  error
	}{
		{"database", h.DB.Ping(ctx)},
		{"schema", h.DB.CheckSchema(ctx)},
		{"disk", h.Disk()},
	} {
		answer[probe.name] = "ok"
		if probe.err != nil {
			h.Log.Error("not ready", "part", probe.name, "err", probe.err)
			answer[probe.name], answer["status"], status = "failing", "not ready", http.StatusServiceUnavailable
		}
	}
	answer["files"] = h.filesHealth(ctx)
	return httpx.JSON{Status: status, Value: answer}, nil
}

// filesHealth says whether stored files are as they should be. One that is not
// keeps nobody from working.
func (h *handlers) filesHealth(ctx context.Context) string {
	n, err := h.Evidence.CountAlarms(ctx)
	switch {
	case err != nil:
		return "unknown"
	case n > 0:
		return "alarm"
	}
	return "ok"
}

// showAsset serves a file that was built into the program.
func (h *handlers) showAsset(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.ReadPublic); err != nil {
		return nil, err
	}
	return httpx.Static{Files: asset.Handler()}, nil
}
