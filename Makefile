# Everything a newcomer needs is Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup demo test test-clients bench faults trades properties lint lock clean test-keyring
.DEFAULT_GOAL := setup

setup: $(VENV)/.ready

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("tao-tui needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 setup" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.ready: $(VENV)/.made requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q -j 0 tao_tui
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready requirements-test.lock
	$(BIN)/pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements-test.lock
	@touch $@

demo: setup
	@$(BIN)/tao-tui demo

test: lint
	$(BIN)/pytest

# Other people's clients, from the package index, on the embedded node; not part of the suite.
test-clients: $(VENV)/.ready-test
	$(BIN)/pytest -n 0 --clients tests/clients

# The system's keyring against a real Secret Service, installed here where apt is.
test-keyring: $(VENV)/.ready-test
	@command -v gnome-keyring-daemon dbus-run-session > /dev/null || { apt-get update -qq && apt-get install -y --no-install-recommends gnome-keyring dbus-daemon dbus-bin; }
	$(BIN)/pytest -n 0 tests/wallet/test_secret_service.py -rs

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready-test
	$(BIN)/python -m tests.bench

# A thousand submissions over links that fail, from other seeds every time; the ordinary suite makes 40.
faults: $(VENV)/.ready-test
	$(BIN)/pytest -n 0 -s --timeout 3000 tests/faults --fault-runs 1000 --fault-seed $$(date +%s)

# A thousand random trades held against their quotes, from other pools every time; the ordinary suite makes 150.
trades: $(VENV)/.ready-test
	$(BIN)/pytest -n 0 -s --timeout 3000 tests/conformance/test_quotes.py --trades 1000 --trade-seed $$(date +%s)

# Every property on drawn examples, others every time; the ordinary suite draws the same ones.
properties: $(VENV)/.ready-test
	$(BIN)/pytest -m hypothesis --hypothesis-profile others

# The resolver lives outside the environment it locks.
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --upgrade pyproject.toml -o requirements.lock --group build
	$(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --upgrade pyproject.toml -c requirements.lock --group build --group test -o requirements-test.lock
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) $(VENV)-lock $(VENV)-clients .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist snapshot_report.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
