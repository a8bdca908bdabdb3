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
# What one process has compiled the next reads, whatever the environment says: nodes start often.
unexport PYTHONDONTWRITEBYTECODE
# uv trusts the certificates that this machine trusts.
export UV_SYSTEM_CERTS := 1
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv

PYTHON := $(shell command -v python3.11 || command -v python3 || true)
BIN := .venv/bin
PURE := base rules kernel log exchange manifest bundle procedures
BRANCHES_MIN := 95

.PHONY: demo test check suite soak bench catalogues screenshots schema digests sbom glossary clean

demo: .venv/demo.stamp
	@exec $(BIN)/jisr demo $(if $(RESET),--reset) $(if $(CHILD),--child) $(if $(PORT),--first-port $(PORT))

test: .venv/dev.stamp
	@tools/setup/tests.sh
	@$(MAKE) --no-print-directory check suite

# Style, types, layers, declared dependencies; hashes and known weaknesses of what is installed.
check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	@[ -e var/check/node.toml ] || $(BIN)/jisr node init var/check --party ESP --address http://127.0.0.1:1 >/dev/null
	JISR_HOME=var/check $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/python tools/sbom.py --check
	$(BIN)/python tools/audit.py

# Branches are counted over examples and short laws: long laws would take twice as long, and say no more.
LONG := tests/laws/test_exploration.py tests/laws/test_laws.py tests/laws/test_mistakes.py tests/strategies/test_runs.py
FOLDERS := $(filter-out %/__pycache__ tests/unit,$(patsubst %/,%,$(wildcard tests/*/ tests/unit/*/)))
# What takes long comes first: else one of two workers waits at the end for the other.
COUNTED := tests/vectors tests/unit/rules
COUNTED += $(filter-out $(COUNTED),$(filter tests/laws tests/strategies tests/unit/docs $(addprefix tests/unit/,$(PURE)),$(FOLDERS)))
UNCOUNTED := $(LONG) tests/browser tests/nodes
UNCOUNTED += $(filter-out $(UNCOUNTED) $(COUNTED),$(FOLDERS))
PYTEST = TMPDIR=$$(tools/setup/room.sh) $(BIN)/pytest -n $(or $(WORKERS),2) --dist loadfile --no-loadscope-reorder -m "not soak"
suite: .venv/dev.stamp
	rm -f .coverage .coverage.*
	$(PYTEST) $(if $(ARGS),$(ARGS),$(UNCOUNTED))
ifndef ARGS
	$(PYTEST) $(COUNTED) $(addprefix --ignore=,$(LONG)) $(addprefix --cov=src/jisr/,$(PURE)) --cov-report=
	$(BIN)/coverage report --precision 1 --skip-covered
	@$(BIN)/coverage json --quiet -o coverage.json
	@$(BIN)/python tools/branches.py $(BRANCHES_MIN) coverage.json
endif

# Longer runs: every mutant of every procedure, a million acts against the slow model, larger bounds.
soak: .venv/dev.stamp
	@tools/setup/tests.sh
	$(BIN)/jisr prove
	$(BIN)/pytest -m soak -s $(ARGS)

bench: .venv/demo.stamp
	@for each in start act ingest exchange pages proofs prove faults; do $(BIN)/jisr bench $$each; done

# The pictures of docs/pages.md; with ALL=FOLDER every page in each language, wide and narrow.
screenshots: .venv/dev.stamp
	@tools/setup/tests.sh
	$(BIN)/python -m tests.browser.pictures $(if $(ALL),--all $(ALL))

# The tables of a new node as one script: after each new migration.
schema: .venv/dev.stamp
	$(BIN)/python tools/schema.py

# The digests of what is shipped: after each change of a procedure.
digests: .venv/dev.stamp
	$(BIN)/python tools/digests.py

# What a node is made of: after each change of uv.lock or of the style sheet.
sbom: .venv/dev.stamp
	$(BIN)/python tools/sbom.py

# The words of the catalogues against the domain's glossary, which lies beside the project.
glossary: .venv/dev.stamp
	$(BIN)/python tools/glossary.py

catalogues: .venv/dev.stamp
	$(BIN)/python tools/catalogues.py

# By its hash, as uv then installs all else by the hashes of uv.lock.
.tools/bin/uv: tools/setup/uv.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 is missing: apt-get install python3 python3-venv" >&2; exit 1; }
	@mkdir -p "$$HOME"
	$(PYTHON) -m venv .tools || { echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
	.tools/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/demo.stamp: .tools/bin/uv pyproject.toml uv.lock
	.tools/bin/uv sync --quiet --frozen --no-dev --inexact --python $(PYTHON)
	@touch $@

.venv/dev.stamp: .tools/bin/uv pyproject.toml uv.lock
	.tools/bin/uv sync --quiet --frozen --python $(PYTHON)
	@touch $@ .venv/demo.stamp

clean:
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis
