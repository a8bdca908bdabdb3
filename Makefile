# Two commands do everything: `make demo` and `make test`. Both install what they need first.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
# They work in an empty environment too.
export PATH := $(if $(PATH),$(PATH):)/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME := $(if $(HOME),$(HOME),$(CURDIR)/var/home)
# The demo speaks the language of who starts it; what tests read is English.
SPOKEN := $(or $(LANGUAGE),$(LC_ALL),$(LC_MESSAGES),$(LANG))
demo: export LANGUAGE := $(SPOKEN)
export LANG := C.UTF-8
export LC_ALL := C.UTF-8
# uv trusts the certificates that this machine trusts.
export UV_SYSTEM_CERTS := 1
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv

UV_VERSION := 0.13.9
PYTHON := $(shell command -v python3.11 || command -v python3 || true)
BIN := .venv/bin
comma := ,
PURE := base rules kernel log exchange manifest procedures
PURE_FILES := $(subst $() $(),$(comma),$(foreach each,$(PURE),src/jisr/$(each)/*))
BRANCHES_MIN := 95

.PHONY: demo test check suite soak bench catalogues clean

demo: .venv/demo.stamp
	@exec $(BIN)/jisr demo $(if $(RESET),--reset) $(if $(PORT),--first-port $(PORT))

test: .venv/dev.stamp
	@tools/setup/tests.sh
	@$(MAKE) --no-print-directory check suite

# Style, types, layers, declared dependencies.
check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	@[ -e var/check/node.toml ] || $(BIN)/jisr node init var/check --party ESP --address http://127.0.0.1:1 >/dev/null
	JISR_HOME=var/check $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src

# Branches are counted over examples and short laws; long laws, real nodes and browsers would take half as long again.
LONG := tests/laws/test_exploration.py tests/laws/test_laws.py tests/laws/test_mistakes.py tests/strategies/test_runs.py
UNCOUNTED := $(LONG) tests/nodes tests/browser
COUNTED := tests $(addprefix --ignore=,$(UNCOUNTED))
PYTEST = $(BIN)/pytest -n $(or $(WORKERS),2) --dist loadfile -m "not soak"
suite: .venv/dev.stamp
	rm -f .coverage .coverage.*
	$(PYTEST) $(if $(ARGS),$(ARGS),$(UNCOUNTED))
ifndef ARGS
	$(PYTEST) $(COUNTED) --cov --cov-report=
	$(BIN)/coverage report --precision 1 --skip-covered --include='$(PURE_FILES)'
	@$(BIN)/coverage json --quiet -o coverage.json --include='$(PURE_FILES)'
	@$(BIN)/python tools/branches.py $(BRANCHES_MIN) coverage.json
endif

# Longer runs: a million acts against the slow model, larger bounds.
soak: .venv/dev.stamp
	@tools/setup/tests.sh
	$(BIN)/pytest -m soak -s $(ARGS)

bench: .venv/demo.stamp
	@for each in start act ingest; do $(BIN)/jisr bench $$each; done

catalogues: .venv/dev.stamp
	$(BIN)/python tools/catalogues.py

.tools/bin/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is missing: apt-get install python3 python3-venv" >&2; exit 1; }
	@mkdir -p "$$HOME"
	$(PYTHON) -m venv .tools || { echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
	.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/demo.stamp: .tools/bin/uv pyproject.toml uv.lock
	.tools/bin/uv sync --quiet --frozen --no-dev --inexact --python $(PYTHON)
	@touch $@

.venv/dev.stamp: .tools/bin/uv pyproject.toml uv.lock
	.tools/bin/uv sync --quiet --frozen --python $(PYTHON)
	@touch $@ .venv/demo.stamp

clean:
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis
