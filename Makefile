# Trama. `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench journey assets stop clean
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
STAMP := .venv/.made-from-lock
ARGS ?=
WORKERS ?= auto
# Tests start hundreds of Pythons: what they compile is kept, also where nothing may be written beside the source.
KEPT := env -u PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX=$(CURDIR)/var/pycache

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile
	@echo "  ARGS='...' is handed on: make demo ARGS='--women 500', make test ARGS='-k journey'"

setup: $(STAMP) ## make .venv from the lock file (done by the others when needed)
	@:

$(STAMP): uv.lock pyproject.toml tools/setup.sh
	@tools/setup.sh
	@touch $@

demo: setup ## an invented network to try, at http://127.0.0.1:8000 (TRAMA_PORT changes the port)
	@$(BIN)/trama demo $(ARGS)

test: setup ## every test, the browser's too
	@tools/browser.sh
	@tools/openssl.sh
	@$(KEPT) $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: setup ## style, types, layers, templates, licences
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@$(BIN)/djlint trama --lint --quiet
	@$(BIN)/reuse lint --quiet || $(BIN)/reuse lint

format: setup ## put the code in form
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench: setup ## measure speed; prints a table
	@$(BIN)/python -m bench $(ARGS)

journey: setup ## one woman's path in a headless browser; screenshots in var/journey/
	@tools/browser.sh
	@$(KEPT) TRAMA_PICTURES=1 $(BIN)/python -m pytest tests/journeys -m journey $(ARGS)

assets: setup ## compile style and scripts again (needs Node; the results are in the repository)
	@tools/assets.sh

stop: ## stop the embedded servers of this checkout
	@if [ -x $(BIN)/trama ]; then $(BIN)/trama db stop --all; fi

clean: stop ## remove the environment, caches and the test server; the demo's data stay
	@if [ -x $(BIN)/trama ]; then $(BIN)/trama db remove --test; fi
	@rm -rf var/pycache .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache node_modules dist
	@find trama tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
