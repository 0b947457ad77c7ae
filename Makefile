# run · test · check · bench · openapi      (make help lists every target)
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
PORT   ?= 8000
UV_INSTALL := $(UV) pip install --quiet --python $(BIN)/python
LOCK   := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# Some machines forbid Python to keep what it compiled. Each of the many processes of a test run would then
# compile a thousand files again, which takes two thirds of its start.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench faults openapi states readers screenshots lock browser clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## / — /' | sed 's/^/make /'

run: $(VENV)/.runtime $(VENV)/.assets ## install, migrate, load the demonstration market, serve on 127.0.0.1:8000
	@$(BIN)/plumbline serve --demo --port $(PORT)

# Three for two cores: one of them waits for the browser most of the time.
test: $(VENV)/.dev $(VENV)/.assets browser ## every test, on SQLite and on PostgreSQL
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder tests

check: $(VENV)/.dev ## lint, types, import contracts, docs
	@echo "== ruff";            $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== mypy --strict";   $(BIN)/mypy catalog scoring src/plumbline tests benchmarks
	@echo "== import contracts"; PYTHONPATH=src:. $(BIN)/lint-imports --no-cache
	@echo "== docs";            $(BIN)/python -m pytest -q tests/docs

fix: $(VENV)/.dev ## what the linter can mend by itself
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(VENV)/.dev ## ratios against peers and the floor, to var/bench.json
	@$(BIN)/python -m benchmarks

faults: $(VENV)/.dev $(VENV)/.assets ## the long fault and fuzz runs, with their figures (docs/faults.md)
	@PLUMBLINE_FAULTS=long $(BIN)/python -m pytest -v -s tests/faults tests/spec/experience/test_what_may_be_said.py tests/spec/experience/test_for_a_buyer_like_me.py

openapi: $(VENV)/.runtime ## write openapi/openapi.json anew
	@$(BIN)/plumbline openapi --write openapi/openapi.json

states: $(VENV)/.runtime ## write the generated state diagrams anew
	@$(BIN)/plumbline states --write docs/states

readers: $(VENV)/.runtime ## write the documentation of the readers anew
	@$(BIN)/plumbline evidence pages --write docs/evidence

screenshots: $(VENV)/.dev $(VENV)/.assets browser ## write the README's pictures anew
	@$(BIN)/python -m docs.screenshots

lock: $(VENV)/.bootstrap ## pin dependencies anew
	@$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.lock
	@$(LOCK) pyproject.toml -o requirements/runtime.lock
	@$(LOCK) pyproject.toml --extra dev --extra bench -c requirements/runtime.lock -o requirements/dev.lock

clean: ## forget the virtual environment (the data under var/ stays)
	@rm -rf $(VENV)

# Page tests want a real Chromium. As root on a system with apt it is installed; elsewhere the page
# tests are skipped and say how to enable them.
browser:
	@sh requirements/browser.sh

$(VENV)/.bootstrap: requirements/bootstrap.lock
	@echo "[1/4] virtual environment and installer"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Plumbline needs Python 3.11 or newer: make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	@touch $@

$(VENV)/.runtime: $(VENV)/.bootstrap requirements/runtime.lock pyproject.toml
	@echo "[2/4] what the service needs, pinned with hashes"
	@$(UV_INSTALL) --require-hashes -r requirements/runtime.lock
	@$(UV_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	@echo "[3/4] what tests and checks need, pinned with hashes"
	@$(UV_INSTALL) --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.assets: $(VENV)/.runtime src/plumbline/web/assets.py
	@echo "[4/4] the NHS.UK design system, checked against its pin"
	@$(BIN)/python -m plumbline.web.assets
	@touch $@
