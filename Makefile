# make chat: everything a fresh machine needs, then the page.  make test: everything the tests need, then all tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# packages are compiled once, as they are first used, also where the environment says never to: each start would compile them again
export PYTHONDONTWRITEBYTECODE :=

.PHONY: chat test programs index env check bench clean

chat: index
	$(BIN)/python app.py

index: env
	$(BIN)/assistant index

env: $(VENV)/.ready

# torch first and pinned: Linux then keeps the CPU build, and nothing asks for another
$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

test:
	$(MAKE) --jobs=2 index programs
	sh tests/run.sh $(BIN)

# what the tests use beside Python
programs:
	sh tests/browser/ensure_chromium.sh
	sh tests/ensure_libreoffice.sh

check: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pip check

bench: index
	$(BIN)/python -m benchmarks --write

clean:
	rm -rf $(VENV) .data
