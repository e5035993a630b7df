# The project's commands. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run install-database test check audit bad-inputs bench bench-full bench-desk bench-pages bench-columns bench-new-case bench-restart bench-expand test-spark bench-spark spark check-contract roll-ups messages verify-log purge backup restore import import-boundaries import-roads clean

VENV := .venv
PYTHON := $(VENV)/bin/python
PINS := requirements.txt constraints.txt

# Settings of `make run`: given on the command line or in the environment.
export PORT ADDRESS ALLOWED_HOSTS PEOPLE SEED DATA_DIR INDEX_DIR DATABASE_URL OWNER_URL ROLL_UPS_URL TILE_URL METRICS_PORT SMALLEST_SHOWN
export SMTP_URL SMTP_PASSWORD_FILE SMTP_FROM SMTP_CA_FILE
export SCOPE_KEY_FILE
export HEAD # of `make verify-log`
export DAYS # of `make purge`

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## install, start PostgreSQL with the simulated province, serve on PORT (8501)
	@exec $(PYTHON) -m launch

install-database: $(VENV)/.run ## once, as its owner: contract, ledger, roll-ups, login into OWNER_URL
	@$(PYTHON) -m launch.own_database

test: $(VENV)/.test chromium libreoffice trial-of-spark check ## everything: checks, tests, doctests, browser tests
	@$(PYTHON) -m launch.static_files
	@$(PYTHON) -m launch.compiling
	@# In the order of folders, the slow ones first: by the number of tests, slow files come last.
	@# Each of the forty processes would compile the same packages anew where an image forbids to
	@# keep them, and BLAS threads that wait for each other cost three times a forecast's work.
	@env -u PYTHONDONTWRITEBYTECODE OPENBLAS_NUM_THREADS=1 $(PYTHON) -m pytest \
	    --numprocesses auto --dist loadfile --no-loadscope-reorder --durations=10

check: $(VENV)/.test ## format, lint, types, import layers, SQL style
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/lint-imports
	@# Beside each other, half a minute each: either works on one core.
	@$(VENV)/bin/sqlfluff lint --disable-progress-bar queries & sql=$$!; \
	    $(VENV)/bin/mypy; types=$$?; wait $$sql && exit $$types

test-spark: spark $(VENV)/.test ## the tests of Spark, and a cluster whose processes are killed at work
	@SPARK_CLUSTER=1 $(PYTHON) -m pytest tests/tracing/spark

bench: $(VENV)/.bench ## speed against peers (SIZES=1e6,10e6), quality and zones against the truth
	@$(PYTHON) -m benchmarks.tracing $(if $(SIZES),--sizes $(SIZES))
	@$(PYTHON) -m benchmarks.quality
	@$(PYTHON) -m benchmarks.quality_lists
	@$(PYTHON) -m benchmarks.zones

bench-desk: $(VENV)/.test chromium ## seconds from click to drawn in Chromium (PEOPLE=60000), a quarter of an hour
	@$(PYTHON) -m launch.static_files
	@$(PYTHON) -m benchmarks.desk $(if $(PEOPLE),--people $(PEOPLE))

bench-pages: $(VENV)/.test chromium ## seconds until an indicator page is drawn, computed ahead and live (PEOPLE=60000)
	@$(PYTHON) -m launch.static_files
	@$(PYTHON) -m benchmarks.pages $(if $(PEOPLE),--people $(PEOPLE)) $(if $(DATA_DIR),--data-dir "$(DATA_DIR)")

bench-new-case: $(VENV)/.test ## seconds from the commit of a case until its list stands (PEOPLE=60000)
	@$(PYTHON) -m benchmarks.new_case $(if $(PEOPLE),--people $(PEOPLE))

bench-full: $(VENV)/.test chromium ## a whole province on one server: disk, memory, every page (PEOPLE=1916800), a quarter of an hour
	@$(PYTHON) -m launch.static_files
	@$(PYTHON) -m launch.compiling
	@$(PYTHON) -m benchmarks.full $(if $(PEOPLE),--people $(PEOPLE))

bench-restart: $(VENV)/.test ## seconds until a new server knows all check-ins, saved index or none (PEOPLE=60000)
	@$(PYTHON) -m benchmarks.restart $(if $(PEOPLE),--people $(PEOPLE))

spark: $(VENV)/.run ## install what python -m dashboard.tracing.spark runs on: PySpark (456 MB) and, as root, Java
	@IS_NEEDED=1 launch/spark.sh

bench-columns: $(VENV)/.bench ## check-ins out of PostgreSQL: our reader of binary COPY beside ADBC (ROWS=3e6,10e6)
	@$(PYTHON) -m benchmarks.columns $(if $(ROWS),--rows $(ROWS))

bench-expand: $(VENV)/.bench ## a trace beside a plain loop that follows people, and beside libraries of intervals (STAYS=10e6)
	@$(PYTHON) -m benchmarks.expand $(if $(STAYS),--stays $(STAYS))

bench-spark: spark $(VENV)/.bench ## Spark beside one machine and a range join (SIZES=1e6,10e6; 40e6 as well: five minutes in all)
	@$(PYTHON) -m benchmarks.spark $(if $(SIZES),--sizes $(SIZES))

bad-inputs: $(VENV)/.test ## more than 100,000 bad inputs through every door, others at each run
	@BAD_INPUTS=4200 $(PYTHON) -m pytest -q -p no:cacheprovider --timeout=3600 tests/test_bad_inputs.py

audit: $(VENV)/.test ## every figure shown beside its recomputation from the raw tables (PEOPLE=3000)
	@$(PYTHON) -m tests.figures.audit $(if $(PEOPLE),--people $(PEOPLE)) $(if $(SEED),--seed $(SEED)) --all

roll-ups: $(VENV)/.run ## compute the indicators of ROLL_UPS_URL ahead, once: for cron where `make run` does not serve
	@$(PYTHON) -m launch.roll_ups

messages: $(VENV)/.run ## write the e-mail that is due and send what waits, once: for cron where `make run` does not serve
	@$(PYTHON) -m launch.messages

backup: $(VENV)/.run ## what the dashboard itself keeps, the ledger, into FILE=
	@test -n "$(FILE)" || { echo "Say which file: make backup FILE=ledger.dump"; exit 2; }
	@$(PYTHON) -m launch.backup save "$(FILE)"

restore: $(VENV)/.run ## the ledger of FILE= in the place of the present one, which is kept aside
	@test -n "$(FILE)" || { echo "Say which file: make restore FILE=ledger.dump"; exit 2; }
	@$(PYTHON) -m launch.backup restore "$(FILE)"

verify-log: $(VENV)/.run ## was a line of the access log changed, taken out or put in? (HEAD= printed earlier)
	@$(PYTHON) -m launch.verify_log

purge: $(VENV)/.run ## forget check-ins older than DAYS= before the last load, 56 or more; the log keeps that
	@$(PYTHON) -m launch.purge

check-contract: $(VENV)/.run ## does DATABASE_URL (or the embedded default) keep the contract?
	@$(PYTHON) -m launch.check_contract

import: $(VENV)/.run ## a province's own files into its tables: KIND=check_ins FILE=scans.csv (COLUMNS=file.toml DRY_RUN=1)
	@test -n "$(KIND)" || { echo "Say what and which: make import KIND=people FILE=people.xlsx"; exit 2; }
	@$(PYTHON) -m launch.importing "$(KIND)" $(if $(FILE),"$(FILE)") $(if $(COLUMNS),--columns "$(COLUMNS)") \
	    $(if $(DRY_RUN),--dry-run) $(if $(AGAIN),--again)

import-boundaries: $(VENV)/.run ## replace the approximate commune outlines: FILE=official.geojson (ENCODING= CRS= PROVINCE=)
	@test -n "$(FILE)" || { echo "Say which file: make import-boundaries FILE=communes.geojson"; exit 2; }
	@$(PYTHON) -m launch.boundaries "$(FILE)" $(if $(ENCODING),--encoding "$(ENCODING)") \
	    $(if $(CRS),--crs "$(CRS)") $(if $(PROVINCE),--province "$(PROVINCE)")

import-roads: $(VENV)/.run ## replace the roads, at whose crossings guard posts stand: FILE=roads.gpkg (ENCODING= CRS=)
	@test -n "$(FILE)" || { echo "Say which file: make import-roads FILE=roads.gpkg"; exit 2; }
	@$(PYTHON) -m launch.roads "$(FILE)" $(if $(ENCODING),--encoding "$(ENCODING)") $(if $(CRS),--crs "$(CRS)")

clean: ## remove .venv, the simulated database and everything else that is made
	@pid=$$(head -1 .data/postgres/postmaster.pid 2>/dev/null); \
	if [ -n "$$pid" ] && kill -0 "$$pid" 2>/dev/null; then \
	    echo "The embedded PostgreSQL is running: stop the dashboard first (Ctrl-C)."; exit 1; fi
	rm -rf $(VENV) .data static/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installing happens again only when the pins change.
$(VENV)/.run: $(PINS)
	@launch/install.sh requirements.txt
	@touch $@

$(VENV)/.test: requirements-dev.txt $(PINS)
	@launch/install.sh requirements-dev.txt
	@touch $(VENV)/.run $@

$(VENV)/.bench: requirements-bench.txt $(VENV)/.test
	@launch/install.sh requirements-bench.txt
	@touch $@

.PHONY: chromium libreoffice
chromium libreoffice:
	@launch/$@.sh

# The tests do with whatever can be installed; who asks for Spark is told why not.
.PHONY: trial-of-spark
trial-of-spark: $(VENV)/.test
	@launch/spark.sh
