# The machine needs Python 3.11 to 3.13 with venv; everything else is installed into .venv from the lock files.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PHOTOS ?= src/trombine/samples/set
OUT ?= avatars
# A file to one process: what its tests share is set up once, and the files with most tests begin.
# Each computes with one thread, as drawing processes do: two with two each wait for one another.
PYTEST ?= OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 NUMBA_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile

# torch differs from machine to machine (CPU, CUDA): it is the one package no lock holds.
TORCH ?= torch==2.13.0
DIFFUSION := .venv-diffusion

.PHONY: demo test services mutants setup-diffusion test-diffusion bench-diffusion check lint bench bench-matrix style-cards screenshots setup clean lock check-locks

demo: $(VENV)/.default
	$(BIN)/trombine doctor --warm
	$(BIN)/trombine make $(PHOTOS) --out $(OUT) --overwrite

test: $(VENV)/.dev services
	$(PYTEST)

# A browser, PostgreSQL and Redis, installed where apt can; elsewhere their tests are skipped.
services:
	@bash scripts/install_services.sh

mutants: $(VENV)/.dev
	$(BIN)/python benchmarks/mutants.py

setup-diffusion: $(DIFFUSION)/.installed

test-diffusion: $(DIFFUSION)/.dev services
	$(DIFFUSION)/bin/pytest -n 0 tests/diffusion

bench-diffusion: $(DIFFUSION)/.dev
	PYTHONPATH=. $(DIFFUSION)/bin/python benchmarks/diffusion.py
	PYTHONPATH=. $(DIFFUSION)/bin/python benchmarks/diffusion_arithmetic.py

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tests/typed_use.py
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/codespell src tests scripts benchmarks docs *.md

check: lint test

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/speed.py

# Every garment, world, prop and pose in every style: sheets to be looked at, a quarter of an hour on two cores.
bench-matrix: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python benchmarks/matrix.py matrix

style-cards: $(VENV)/.dev
	$(BIN)/python scripts/make_style_cards.py

screenshots: $(VENV)/.dev
	$(BIN)/python scripts/screenshots

setup: $(VENV)/.dev

# A stamp per lock file: nothing is installed twice, a changed lock is.
$(VENV)/.default: requirements/default.txt requirements/build.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Trombine needs Python 3.11, 3.12 or 3.13 with venv (Debian: apt install python3 python3-venv)."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/default.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.default
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/bench.txt
	@touch $@

$(DIFFUSION)/.installed: requirements/default.txt requirements/build.txt requirements/diffusion.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Trombine needs Python 3.11, 3.12 or 3.13 with venv (Debian: apt install python3 python3-venv)."; exit 1; }
	$(PYTHON) -m venv $(DIFFUSION)
	$(DIFFUSION)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: $(foreach lock,default build,-r requirements/$(lock).txt)
	$(DIFFUSION)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps -r requirements/diffusion.txt
	$(DIFFUSION)/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: $(TORCH)
	$(DIFFUSION)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DIFFUSION)/.dev: requirements/dev.txt $(DIFFUSION)/.installed
	$(DIFFUSION)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --only-binary :all: --no-strip-extras

lock:
	$(LOCK) pyproject.toml -o requirements/default.txt
	$(LOCK) requirements/build.in -o requirements/build.txt
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) requirements/bench.in -o requirements/bench.txt
	$(LOCK) requirements/diffusion.in -o requirements/diffusion.txt

check-locks:
	$(PYTHON) scripts/check_locks.py

clean:
	rm -rf $(VENV) $(DIFFUSION) build dist avatars
