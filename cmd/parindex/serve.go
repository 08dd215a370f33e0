package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"

	"parindex/internal/config"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/web"
	"parindex/internal/web/asset"
)

type serveCmd struct{ service }

// Run serves until the program is told to stop.
func (c *serveCmd) Run(p *program) error {
	settings, err := p.settings(c.flags())
	if err != nil {
		return err
	}
	return p.serve(settings, clock{}, func(*house) error { return nil })
}

// serve takes the port first, so that a second start harms nothing, then opens
// the data, lets prepare work on it and answers requests until the context
// ends. Requests that have begun are finished, changes that were accepted are
// stored.
func (p *program) serve(c config.Config, now par.Clock, prepare func(*house) error) error {
	listener, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close() // harmless after the server has closed it
	h, err := p.open(c, now)
	if err != nil {
		return err
	}
	return h.close(p.answer(c, h, listener, prepare))
}

func listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use by another program; stop it or choose another address with --listen", address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%s may not be used by this account; choose a port above 1023 with --listen", address)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return listener, nil
}

func (p *program) answer(c config.Config, h *house, listener net.Listener, prepare func(*house) error) error {
	if err := prepare(h); err != nil {
		return err
	}
	stopJobs := background(p.ctx, func(ctx context.Context) { h.services.Jobs.Run(ctx, h.services.Log) })
	defer stopJobs()
	handler, err := web.New(h.services).Handler()
	if err != nil {
		return fmt.Errorf("the table of routes is wrong: %w", err)
	}
	server := newServer(handler, h.services.Log)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	if err := p.announce(listener.Addr()); err != nil {
		return err
	}
	select {
	case err := <-ended:
		return fmt.Errorf("the server of %s has ended: %w", c.Listen, err)
	case <-p.ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), httpx.StopTime)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		return fmt.Errorf("some requests were cut off while stopping: %w", err)
	}
	return nil
}

func newServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: handler, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: httpx.HeaderTime, ReadTimeout: httpx.ReadTime, WriteTimeout: httpx.WriteTime, IdleTimeout: httpx.IdleTime,
		MaxHeaderBytes: httpx.MaxHeader,
	}
}

// announce says where the program listens, once it does.
func (p *program) announce(address net.Addr) error {
	if !asset.Ready() {
		if err := p.say("styles and scripts are not part of this program: run `make assets build` for pages with style"); err != nil {
			return err
		}
	}
	return p.say("parindex listens on http://%s", address)
}
