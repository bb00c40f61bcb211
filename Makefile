# What one can do here. `make` alone says the same.
PYTHON ?= python3
PORT ?= 8080
DATA ?= .hallpass
DISTRICT ?= deploy/demo

PREPARE = $(PYTHON) -m deploy.bootstrap
BIN = .venv/bin
OPA = .tools/bin/opa
REGAL = .tools/bin/regal
# Cases are data of the tests, capabilities and schemas are read by `opa check`: none of them is policy.
OPA_TEST = $(OPA) test policies --ignore capabilities.json --ignore schemas

.DEFAULT_GOAL := help
.PHONY: help run java test-fast test test-distributed lint bench lock clean release-check deploy-check compose-env python run-ready \
	dev-ready lint-ready release-ready

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

# One folder, whose name may hold blanks; else several, with blanks between them (and quotes around a name with blanks).
run: export FOLDER = $(DISTRICT)
run: run-ready ## start on the demo district; DISTRICT=folder (or "one two") PORT=8080 DATA=.hallpass
	@if [ -e "$$FOLDER" ]; then set -- "$$FOLDER"; else set -- $(DISTRICT); fi; \
	exec $(BIN)/hallpass run "$$@" --port "$(PORT)" --data "$(DATA)" --follow-parent

test-fast: dev-ready ## unit and contract tests and the policy's own tests: under a minute
	$(OPA_TEST)
	$(BIN)/pytest tests/unit tests/contract

test: dev-ready ## every test, on real servers: some minutes (without Java it leaves out what needs Kafka or Keycloak)
	$(OPA_TEST)
	@$(OPA_TEST) --coverage --threshold 100 >.tools/log/opa-coverage.json || \
		{ cat .tools/log/opa-coverage.json; echo "The policy tests do not cover every line." >&2; exit 1; }
	@if command -v java >/dev/null && command -v mvn >/dev/null; then set --; else set -- -m "not java"; \
		echo "Left out, for want of Java and Maven: Kafka, Keycloak, and the suite as services on real servers."; fi; \
	$(BIN)/pytest "$$@"

test-distributed: dev-ready ## journeys and faults of the suite as services on real servers (needs Java 17 and Maven)
	$(BIN)/pytest -m distributed

lint: lint-ready ## import rules, style, types, and the same for the policy
	$(BIN)/lint-imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(OPA) fmt --fail --diff policies
	$(OPA) check --strict --capabilities policies/capabilities.json --schema policies/schemas/input.json policies
	$(REGAL) lint policies

bench: dev-ready ## figures beside a baseline, written to bench/results.md
	$(BIN)/python -m bench

release-check: export HALLPASS_FAULT_ROUNDS = 30
release-check: dev-ready java bench test deploy-check ## before a release: bench, every test with 30 rounds of each fault, the deployment

java:
	@command -v java >/dev/null && command -v mvn >/dev/null || { echo "A release is checked with Java 17 and Maven on PATH." >&2; exit 1; }

deploy-check: release-ready ## the chart, the compose file, and where an engine can run the suite in containers
	PYTHONPATH=tests $(BIN)/python -m deploy.release $(RELEASE)

compose-env: ## the secrets of docker-compose.yml, into .env
	@deploy/compose/make_env.sh

lock: python ## renew requirements/*.txt from the *.in files
	@$(PREPARE) lock
	@for list in lock go run; do $(call COMPILE,$$list); done
	@$(call COMPILE,dev,--constraints run.txt)

clean: ## remove what can be made again (never the data)
	rm -rf .venv .tools build dist services/hallpass.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find services tests deploy bench -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@command -v "$(PYTHON)" >/dev/null || { echo "Hallpass cannot start: it needs Python 3.11 or newer, and there is no $(PYTHON) on PATH." >&2; exit 1; }

run-ready: python
	@$(PREPARE) run opa

dev-ready: python
	@$(PREPARE) dev opa

lint-ready: python
	@$(PREPARE) dev opa regal

release-ready: python
	@$(PREPARE) dev opa helm compose

COMPILE = (cd requirements && ../.tools/lock/bin/uv pip compile --quiet --python-version 3.11 --universal \
	--generate-hashes --no-emit-index-url --no-header $(2) $(1).in -o $(1).txt)
