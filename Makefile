# The front door of a developer: `make demo` shows it, `make test` proves it.
# Needed: Go, Node and a C compiler (for the race detector).

LISTEN  ?= 127.0.0.1:8080
BIN     := bin/parindex
DIST    := internal/web/asset/dist/manifest.json
NODE    := node_modules/.package-lock.json
SOURCES := $(shell find cmd internal -name '*.go' -o -name '*.sql' -o -name '*.json' -o -name '*.txt' 2>/dev/null)
ASSETS  := $(shell find internal/web/assets -type f)
TEMPL   := go tool -modfile=tools/go.mod templ
LINT    := go tool -modfile=tools/lint/go.mod golangci-lint

.DEFAULT_GOAL := help
.PHONY: help demo run build assets pages test test-pg lint check bench shots golden clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## serve a city with invented answers on LISTEN
	$(BIN) demo --listen $(LISTEN)

run: build ## serve an empty installation on LISTEN, data in ./data
	$(BIN) serve --listen $(LISTEN)

build: $(BIN) ## leave bin/parindex

$(BIN): $(DIST) $(SOURCES) go.mod go.sum
	go build -trimpath -ldflags '-s -w' -o $@ ./cmd/parindex

assets: $(DIST) ## build styles, scripts and fonts

$(DIST): $(NODE) $(ASSETS)
	node internal/web/assets/build.mjs

$(NODE): package-lock.json
	npm ci --ignore-scripts
	@touch $@

pages: ## generate Go from the pages written in templ
	$(TEMPL) generate -path internal/web

test: $(DIST) ## run every test, on both engines and in the browser
	@tools/test.sh

test-pg: $(DIST) ## run the tests of the packages with a store, on PostgreSQL only
	@PACKAGES="$$(git grep -lE 'OnBothEngines|testkit\.Postgres' -- 'internal/*_test.go' | xargs -n1 dirname | sort -u | sed 's|^|parindex/|')" tools/test.sh -skip /sqlite

lint: ## look for faults that need no run
	$(LINT) run ./...

check: ## what a change must pass: format, generated code, modules, lint, tests
	@test -z "$$(gofmt -l cmd internal tools)" || { gofmt -l cmd internal tools; exit 1; }
	$(TEMPL) generate -path internal/web
	go mod tidy -diff
	git diff --exit-code -- '*_templ.go'
	$(MAKE) lint test

bench: build ## measure the engine, then the program under load
	go test -run '^$$' -bench . -benchmem -cpu 1 ./internal/score/...
	go run ./bench/load -program $(BIN)

shots: build ## take pictures of every page kind into shots, and the README's
	go run ./e2e/shots -program $(BIN) -out shots
	mkdir -p docs/img && cp shots/sheet-1366.png docs/img/sheet.png

golden: ## rewrite the files that tests compare with, to be read before they are committed
	go test $$(git grep -l 'testkit\.Golden' -- '*_test.go' | xargs -n1 dirname | sort -u | sed 's|^|./|') -update

clean: ## remove what was built
	rm -rf bin node_modules internal/web/asset/dist
	git checkout -q -- internal/web/asset/dist
