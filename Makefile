# Every command of this repository. `make` alone lists them.
#
# The virtual environment is .venv, filled from the lock files with hashes checked. Nothing else is
# needed than Python >= 3.11, make and the network for the package index. Python tools are called as
# `.venv/bin/python -m NAME`, so no shebang and no activated shell matters.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
# Ours (`clientgen`), written in the form that works from any folder the repository is moved to.
CLIENTGEN := $(PY) -m clientgen

# The stamps carry a checksum of the lock files: another lock is another stamp, and a stamp is
# written only after its step went through, so an interrupted step is done again from the start.
LOCKS := requirements.lock requirements-dev.lock
KEY := $(shell cat $(LOCKS) 2>/dev/null | cksum | tr ' ' '-')
BASE := $(VENV)/.base-$(KEY)
DEV := $(VENV)/.dev-$(KEY)
PROJECT := $(VENV)/.project-$(KEY)-$(shell (pwd; cat pyproject.toml) | cksum | tr " " "-")

# The official SDK lives apart: the comparison runs it in a process of its own.
SDK_VENV := .venv-sdk
SDK := $(SDK_VENV)/.sdk-$(shell cat requirements-sdk.lock 2>/dev/null | cksum | tr ' ' '-')

UV_VERSION := 0.13.9
LOCK_VENV := .venv-lock
COMPILE := $(LOCK_VENV)/bin/python -m uv pip compile --quiet --universal --generate-hashes \
	--python-version 3.11 --custom-compile-command 'make lock' --group build

# What black and ruff read; mypy and pyright have theirs in pyproject.toml.
SOURCES := generator templates generated tests tools examples benchmarks

##@ The two commands
.PHONY: generate
generate: $(PROJECT) ## regenerate generated/ from spec/
	@$(CLIENTGEN) generate

.PHONY: test
test: $(PROJECT) $(DEV) ## run the quick tests
	@$(PY) -m pytest -n auto -m "not slow and not install and not real"

##@ Checking
.PHONY: test-all
test-all: $(PROJECT) $(DEV) ## run every test, the heavy groups too; AFTER_TEST=1 leaves out what `make test` has just run
	@$(MAKE) $(SDK) || echo "the official SDK could not be installed: its comparison is skipped" >&2
	@$(PY) -m pytest -n auto -m "$(if $(AFTER_TEST),slow and )not install and not real"

.PHONY: wheel-test
wheel-test: $(PROJECT) $(DEV) ## build wheel and sdist, install them elsewhere, run the commands of the README there
	@$(PY) -m pytest tests/install -m install

.PHONY: differential
differential: $(PROJECT) $(DEV) $(SDK) ## compare with the official SDK on the wire; write docs/differential.md
	@PYTHONPATH=generated $(PY) -m tests.differential.page
	@$(PY) -m pytest tests/differential

.PHONY: real-documents
real-documents: $(DEV) ## fetch the published documents and pairs of tests/real/*.toml into .cache/real/
	@$(PY) -m tests.real.fetch
	@$(PY) -m tests.real.version_pairs

# STATE="what it is" adds a line to the history; ACCEPT=1 takes rows that lost something, too.
.PHONY: real
real: $(PROJECT) $(DEV) real-documents ## measure every published document and pair of versions; write docs/real-*.md; STATE=, ACCEPT=1
	@rm -rf .cache/real/measured .cache/real/called .cache/real/pairs/measured
	@$(PY) -m pytest -n 2 -q -m real tests/real tests/diff/test_published.py tests/fake tests/command_line $(if $(ACCEPT),|| true)
	@$(PY) -m tests.real.calls.counts
	@$(PY) -m tests.real.pairs_page
	@$(PY) -m tests.real.page $(if $(STATE),--state "$(STATE)") $(if $(ACCEPT),--accept)

.PHONY: check
check: $(PROJECT) $(DEV) ## everything a change must keep, but the tests; goes on after a finding
	@$(MAKE) --keep-going format-check lint docstrings types lock-check workflows budgets drift

.PHONY: format-check
format-check: $(DEV) ## black changes nothing
	@$(PY) -m black --check --quiet --diff $(SOURCES)

.PHONY: lint
lint: $(DEV) ## ruff finds nothing
	@$(PY) -m ruff check --quiet $(SOURCES)

.PHONY: docstrings
docstrings: $(DEV) ## public docstrings describe parameters, results and errors
	@$(PY) -m pytest -q -p no:cacheprovider tests/unit/test_docstrings.py

.PHONY: types mypy pyright
types: mypy pyright ## mypy --strict and pyright agree
mypy: $(DEV)
	@$(PY) -m mypy
pyright: $(DEV)
	@$(PY) -m pyright

.PHONY: lock-check
lock-check: $(DEV) ## the lock files hold what pyproject.toml asks for (no network)
	@$(PY) -m pytest -q -p no:cacheprovider tests/unit/test_lock.py

.PHONY: workflows
workflows: $(DEV) ## the CI workflows are sound: actionlint and zizmor find nothing
	@$(VENV)/bin/actionlint .github/workflows/*.yml
	@$(VENV)/bin/zizmor --offline --quiet --no-progress .github/workflows

.PHONY: budgets
budgets: $(PROJECT) $(DEV) ## counts that must not grow: modules, memory blocks, lines, runs of slow tools
	@$(PY) -m pytest -q -p no:cacheprovider -m "not slow" tests/budgets/test_counts.py

.PHONY: drift
drift: $(PROJECT) ## spec/'s fragment and generated/ are exactly what the generator makes
	@$(CLIENTGEN) extract --check
	@$(CLIENTGEN) generate --check

##@ Following upstream
.PHONY: extract
extract: $(PROJECT) ## write the fragment in force anew from the upstream document kept in spec/
	@$(CLIENTGEN) extract

.PHONY: update
update: $(PROJECT) ## follow upstream: fetch, compare, regenerate, raise the version; UPSTREAM=... names another source
	@$(CLIENTGEN) update $(UPSTREAM)

.PHONY: pull-request
pull-request: ## open or update the pull request of what `make update` changed (needs gh)
	@.ci/pull-request

.PHONY: diff
diff: $(PROJECT) ## compare two documents: make diff OLD=268.0.0 NEW=spec/processautomation.yaml
	@$(CLIENTGEN) diff $(OLD) $(NEW)

.PHONY: docs
docs: $(PROJECT) ## write the committed pages that are made: the API's history, the locality of changes, the rules of change, the settings, the calls of other clients
	@$(PY) -m tools.history
	@$(PY) -m tools.locality
	@$(PY) -m tools.rules
	@$(PY) -m tools.migrating
	@$(PY) -m tools.configuration

##@ Speed
.PHONY: bench bench-quick
bench: $(PROJECT) $(DEV) ## measure beside the peers; write docs/benchmarks.md (under half an hour)
	@$(PY) -m benchmarks
bench-quick: $(PROJECT) $(DEV) ## the same with few rounds, in five minutes; prints the targets, writes nothing that is committed
	@$(PY) -m benchmarks --quick

.PHONY: bench-lock
bench-lock: $(LOCK_VENV)/.uv-$(UV_VERSION) ## bring the peers' lock files up to benchmarks/peers/*.in
	@for name in floors openapi-python-client openapi-generator; do \
	  $(LOCK_VENV)/bin/python -m uv pip compile --quiet --universal --generate-hashes \
	    --python-version 3.11 --custom-compile-command 'make bench-lock' $(if $(UPGRADE),--upgrade) \
	    -o benchmarks/peers/$$name.lock benchmarks/peers/$$name.in; \
	done

##@ Working
.PHONY: format
format: $(DEV) ## let black and ruff change what they can
	@$(PY) -m black --quiet $(SOURCES)
	@$(PY) -m ruff check --quiet --fix $(SOURCES)

.PHONY: lock
lock: $(LOCK_VENV)/.uv-$(UV_VERSION) ## bring the lock files up to pyproject.toml; UPGRADE=1 takes newer releases
	@$(COMPILE) $(if $(UPGRADE),--upgrade) -o requirements.lock pyproject.toml
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --group dev -c requirements.lock \
		-o requirements-dev.lock pyproject.toml
	@$(LOCK_VENV)/bin/python -m uv pip compile --quiet --universal --generate-hashes \
		--python-version 3.11 --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) \
		-o requirements-sdk.lock requirements-sdk.in

.PHONY: demo
demo: $(PROJECT) ## run an example against a local service; EXAMPLE=async_fan_out takes another
	@PYTHONPATH=generated $(PY) -m examples.demo $(EXAMPLE)

.PHONY: venv
venv: $(PROJECT) $(DEV) ## make the virtual environment and nothing else

.PHONY: dist
dist: $(PROJECT) ## build sdist and wheel into dist/
	@rm -rf build dist && mkdir dist
	@$(PY) -c "from setuptools import build_meta as made; made.build_sdist('dist'); made.build_wheel('dist')" >/dev/null

.PHONY: clean
clean: ## remove the virtual environments and every cache
	@rm -rf $(VENV) $(LOCK_VENV) $(SDK_VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .cache build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## list the commands
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The environment. PYTHON=/path/to/python picks the interpreter; else the first that will do.
$(BASE): | $(LOCKS)
	@python=; for name in $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
	  if "$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "error: no Python 3.11 or newer with venv was found$(if $(PYTHON), at PYTHON=$(PYTHON));" \
	       "install one (on Debian also python3-venv) or name it: make PYTHON=/path/to/python" >&2; exit 2; \
	fi; \
	echo "making $(VENV) with $$("$$python" --version)"; \
	"$$python" -m venv --clear $(VENV)
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(DEV): | $(BASE)
	@echo "adding the test tools to $(VENV)"
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Editable, so that `clientgen` is this working tree.
$(PROJECT): | $(BASE)
	@$(PY) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(SDK): | $(BASE)
	@echo "making $(SDK_VENV) with the official SDK, 78 MB"
	@$(PY) -m venv --clear $(SDK_VENV)
	@$(SDK_VENV)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes \
		-r requirements-sdk.lock
	@touch $@

$(LOCK_VENV)/.uv-$(UV_VERSION): | $(BASE)
	@$(PY) -m venv --clear $(LOCK_VENV)
	@$(LOCK_VENV)/bin/python -m pip install -qq --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@
