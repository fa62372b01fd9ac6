# Two commands matter: `make run` starts the bot, `make test` runs every test.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
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

bench: $(VENV)/.dev report.db
	@$(BIN)/python -m tests.bench

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

# Needs uv; hashes stay, addresses of package indexes do not.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links pyproject.toml
lock:
	$(LOCK) -o requirements.txt
	$(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) report.db .pytest_cache .mypy_cache .ruff_cache .coverage bench/latest.json
