# Two commands matter: `make run` starts the bot, `make test` runs every test.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
PEERS_LOCKED := tests/bench_serving/peers/requirements
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
SOURCES := $(wildcard data/*.py data/*/*.py data/sources/*/*)

.PHONY: run test lint bench lock clean

run: $(VENV)/.runtime report.db
	@$(BIN)/python -m bot run

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -n auto --cov --cov-fail-under=100

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# Some of it, or its document anew: make bench BENCH="serving polling", BENCH="--write-docs".
bench: $(VENV)/.dev $(PEERS)/.installed report.db
	@$(BIN)/python -m tests.bench $(BENCH)

report.db: $(VENV)/.runtime $(SOURCES)
	@$(BIN)/python -m bot data build >&2

$(VENV)/bin/python:
	@if [ -z "$(PYTHON)" ]; then echo "Perlu Python 3.11 atau lebih baru (python3)." >&2; exit 1; fi
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	@echo "Memasang pustaka yang terkunci ..." >&2
	@$(PIP) install --require-hashes -r requirements.txt >&2
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Memasang pustaka untuk pengujian ..." >&2
	@$(PIP) install --require-hashes -r requirements-dev.txt >&2
	@touch $@

# What the bot is compared with: an environment of their own, since aiogram holds pydantic back.
$(PEERS)/.installed: $(PEERS_LOCKED).txt | $(VENV)/bin/python
	@echo "Memasang pustaka pembanding ..." >&2
	@$(BIN)/python -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes \
		-r $(PEERS_LOCKED).txt >&2
	@touch $@

# Needs uv; hashes stay, addresses of package indexes do not.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links
lock:
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt
	$(LOCK) $(PEERS_LOCKED).in -o $(PEERS_LOCKED).txt

clean:
	rm -rf $(VENV) $(PEERS) report.db .pytest_cache .mypy_cache .ruff_cache .coverage bench/latest.json
