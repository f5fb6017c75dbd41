# Every target works in a fresh clone. `make help` lists them.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/bash

# A clone that belongs to another user must build too, so no VCS stamp.
export GOFLAGS := $(strip -buildvcs=false $(filter-out -buildvcs=%,$(GOFLAGS)))

MODULES = $(shell go list -m -f '{{.Dir}}')
# The manifests' module starts no goroutine of ours, and the Kubernetes API
# compiled for the race detector would cost more than all the rest.
RACED   = $(filter-out %/deploy/k8s,$(MODULES))
# A command in each module; all of them, also when one fails.
EACH    = rc=0; for m in $(1); do cd "$$m" && $(2) || rc=1; done; exit $$rc

LINT_VERSION := v2.15.0
LINTER       := $(HOME)/.cache/sartor/golangci-lint-$(LINT_VERSION)/golangci-lint
VULN_VERSION := v1.9.0
VULNCHECK    := $(HOME)/.cache/sartor/govulncheck-$(VULN_VERSION)/govulncheck
LEAK_VERSION := v8.30.1
GITLEAKS     := $(HOME)/.cache/sartor/gitleaks-$(LEAK_VERSION)/gitleaks

STAGE  := .ci/stage
REPORT := go run ./tests/cmd/report

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## Build bin/sartor, the whole product in one program
	@go build -ldflags '-s -w' -o bin/sartor ./deploy/standalone/cmd/sartor

run: build ## Run the whole product in one process on loopback
	@exec bin/sartor

test: deps ## Every test of every module; says what was skipped and why
	@$(STAGE) test $(TEST_BUDGET) $(REPORT) -- go test -json -timeout 20m work

check: fresh scanners test format linter lint arch alone vulns secrets race fuzz ## All that CI runs, in its order
	@echo; cat .cache/stages

format: linter ## Check the formatting, change nothing
	@$(STAGE) format $(FORMAT_BUDGET) bash -c '$(call EACH,$(MODULES),$(LINTER) fmt --diff)'

lint: linter ## Check the rules of .golangci.yml
	@$(STAGE) lint $(LINT_BUDGET) bash -c '$(call EACH,$(MODULES),$(LINTER) run --allow-parallel-runners)'

arch: ## Who may import whom, never from the test cache: it does not see what the rules read
	@$(STAGE) arch $(ARCH_BUDGET) go test -count=1 ./tests/arch

alone: ## Each module by itself: tidy, builds and vets without the workspace
	@$(STAGE) alone $(ALONE_BUDGET) .ci/alone $(MODULES)

vulns: scanners ## Known weaknesses in what the program calls
	@$(STAGE) vulns $(VULNS_BUDGET) .ci/vulns $(VULNCHECK) deploy/standalone

secrets: scanners ## Secrets in the files and in all that was ever committed
	@$(STAGE) secrets $(SECRETS_BUDGET) bash -c '$(GITLEAKS) dir --no-banner --redact -v . && $(GITLEAKS) git --no-banner --redact -v .'

sbom: build ## Write the bill of materials, bin/sartor.cdx.json
	@go run ./tests/cmd/sbom bin/sartor >bin/sartor.cdx.json

# Short: what happens in other processes the race detector does not see.
race: deps ## The tests of each module by itself again, under the race detector
	@$(STAGE) race $(RACE_BUDGET) env GOWORK= $(REPORT) $(addprefix -in ,$(RACED)) -- \
	  env GOWORK=off go test -race -short -json -timeout 10m ./...

fuzz: deps ## Every fuzz target for a while (FUZZTIME=5s); what one finds stays in testdata/fuzz
	@$(STAGE) fuzz $(FUZZ_BUDGET) .ci/fuzz $(or $(FUZZTIME),5s) $(or $(FUZZ_TOTAL),$(if $(CI),240,36000))

bench: ## Short benchmarks of every module
	@go test -run '^$$' -bench . -benchmem -benchtime 200ms work

attack: deps ## Attack the real processes over HTTP: anything to every route, races, timing (ATTACK_TIME=3m, ATTACK_SEED)
	@ATTACK_TIME=$${ATTACK_TIME:-3m} go test -count=1 -v -timeout 1h -run '^TestAttack' ./tests/e2e

bench-ledger: deps ## The credit ledger against a textbook's, and against what the database can do
	@set -o pipefail; SARTOR_REQUIRE_MARIADB=1 go test -count=1 -timeout 15m -v -run '^TestBenchmark$$' \
	  ./services/credits/internal/store/bench -rounds 5 -phase 1200ms | grep --line-buffered -vE '^(=== |--- PASS|PASS|ok )'

bench-extract: ## How well CVs are read, class by class, beside pdftotext (CORPUS=folder for others than the shared ones)
	@command -v pdftotext >/dev/null || apt-get install -y -qq --no-install-recommends poppler-utils >/dev/null
	@cd services/files && go test -count=1 -v -timeout 30m -run '^TestBenchmarkExtract$$' ./internal/score/bench -args -bench $(if $(CORPUS),-corpus $(abspath $(CORPUS))) | grep -vE '^(=== |--- PASS|PASS|ok )'

bench-structure: ## How well sections, jobs, degrees and contacts are found in CVs, some of them never looked at
	@cd services/files && go test -count=1 -v -run TestStructureIsFound ./internal/score/structure | grep -E 'RESULT|want|FAIL'

bench-truth: ## How well the check tells honest rewordings from lies, and what a lying model gets out (SHOW=1: which; LIES=10 CVs a language)
	@command -v pdftotext >/dev/null || apt-get install -y -qq --no-install-recommends poppler-utils >/dev/null
	@cd services/optimizer && go test -count=1 -v -timeout 30m -run '^TestBenchmarkTruth$$' ./internal/truth -args -bench $(if $(SHOW),-show) | grep -vE '^(=== |--- PASS|PASS|ok )'
	@cd services/optimizer && go test -count=1 -v -timeout 30m -run '^TestNoLieGetsOut$$' . -args -lies $(or $(LIES),10) | grep -E 'got out|RESULT|FAIL|test.go'

fmt: linter ## Format all code
	@$(call EACH,$(MODULES),$(LINTER) fmt)

tidy: ## Tidy every module and let the workspace agree with them
	@$(call EACH,$(MODULES),GOWORK=off go mod tidy)
	@go work sync
	@$(call EACH,$(MODULES),GOWORK=off go mod tidy)

docs: ## Write the generated pages again
	@go run ./tests/cmd/docs

clean: ## Forget what was built here
	@rm -rf bin .cache

fresh:
	@mkdir -p .cache && : >.cache/stages

deps:
	@.ci/deps

linter: $(LINTER)

$(LINTER):
	@$(STAGE) linter $(LINTER_BUDGET) env GOBIN=$(@D) \
	  go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)

scanners: $(VULNCHECK) $(GITLEAKS)

$(VULNCHECK):
	@$(STAGE) linter $(LINTER_BUDGET) env GOBIN=$(@D) go install golang.org/x/vuln/cmd/govulncheck@$(VULN_VERSION)

$(GITLEAKS):
	@$(STAGE) linter $(LINTER_BUDGET) env GOBIN=$(@D) go install github.com/zricethezav/gitleaks/v8@$(LEAK_VERSION)

# Seconds a stage may take from empty caches on two cores that do other things too.
TEST_BUDGET   := 1500
LINTER_BUDGET := 420
FORMAT_BUDGET := 60
LINT_BUDGET   := 420
ARCH_BUDGET   := 60
ALONE_BUDGET  := 180
RACE_BUDGET   := 900
FUZZ_BUDGET   := 600
VULNS_BUDGET   := 240
SECRETS_BUDGET := 60

.PHONY: help build run test check format lint arch alone race bench bench-truth bench-ledger fmt tidy docs clean fresh deps linter scanners vulns secrets sbom attack bench-extract bench-structure
