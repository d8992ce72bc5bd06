# Needs python3.11 (or later), make and the package registries; everything else is fetched.
#
#   make run      serve the dashboard on http://localhost:$(PORT), building what is missing
#   make test     all tests, those in the browser included
#   make check    style and types
#   make build    make a release of all surveys (ORIGINALS=folder for the publishers' files)
#   make campaign make the simulated campaign that is offered beside the real data
#   make bench    the benchmarks
#   make clean    remove what was made, except releases

PORT ?= 8050
RELEASES ?= releases
ORIGINALS ?=
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3 2>/dev/null))
export PORT RELEASES ORIGINALS

VENV := .venv
BIN := $(VENV)/bin
DEPENDENCIES := $(VENV)/.dependencies
DEVELOPMENT := $(VENV)/.development
SPARK := $(VENV)/.spark

# The simulated campaign of `make run`: small, so that a first run does not wait for it.
CAMPAIGN := $(VENV)/campaign
CAMPAIGN_SAMPLES ?= 1000

# What a release is made from: the data, and the code that reads and grids them.
INPUTS := $(shell find data dashboard/catalog dashboard/surveys dashboard/gridding \
	dashboard/release dashboard/statistics -type f -not -path '*/__pycache__/*') dashboard/grid.py
SIMULATION := $(wildcard dashboard/simulation/*.py)

.DELETE_ON_ERROR:
.PHONY: run setup build campaign test check bench clean

run: $(DEPENDENCIES) $(RELEASES)/current $(RELEASES)/simulated
	@exec $(BIN)/python -m dashboard serve

setup: $(DEVELOPMENT)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "python3.11 or later is needed; PYTHON=path names one"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than Python 3.11; PYTHON=path names another"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Stamps, so that the second run has nothing to install.
$(DEPENDENCIES): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt requirements.txt $(DEPENDENCIES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# Large, so only where there is Java for it; what is missing leaves out the tests of Spark alone.
$(SPARK): requirements-spark.txt requirements.txt | $(DEVELOPMENT)
	@if ! command -v "$${JAVA_HOME:+$$JAVA_HOME/bin/}java" >/dev/null; then \
		echo "java is missing: the tests of Spark are left out"; \
	elif $(BIN)/python -m pip install --quiet --disable-pip-version-check -r $<; then touch $@; \
	else echo "pyspark cannot be installed here: the tests of Spark are left out"; fi

$(RELEASES)/current: $(INPUTS) | $(DEPENDENCIES)
	$(BIN)/python -m dashboard build

# A release of its own beside the real data: /?release=simulated.
$(RELEASES)/simulated: $(INPUTS) $(SIMULATION) | $(DEPENDENCIES)
	@rm -rf $(CAMPAIGN)
	$(BIN)/python -m dashboard simulate $(CAMPAIGN)/simulated-campaign --samples $(CAMPAIGN_SAMPLES) --format parquet
	$(BIN)/python -m dashboard build --surveys $(CAMPAIGN) --as simulated
	@rm -rf $(CAMPAIGN)

campaign: $(RELEASES)/simulated

build: $(DEPENDENCIES)
	$(BIN)/python -m dashboard build

# Tests that count or time frames have the machine to themselves; all others share its cores.
test: $(DEVELOPMENT)
	@.ci/tools chromium node java ogrinfo
	@$(MAKE) --no-print-directory $(SPARK)
	@failed=0; \
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser" || failed=1; \
	$(BIN)/python -m pytest -n auto --dist loadfile -m "browser and not frames" || failed=1; \
	$(BIN)/python -m pytest -m frames || failed=1; \
	if command -v node >/dev/null; then node --test tests/js/*.test.mjs || failed=1; \
	else echo "node is missing: the tests of the map's modules are left out"; fi; \
	exit $$failed

check: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(DEVELOPMENT) $(RELEASES)/current
	@.ci/tools chromium
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
