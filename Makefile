# Everything is installed into .run, and everything written at run time lies there.
# Settings are environment variables or lines of .env: PORT=8001 make run

# The first Python that is new enough.
PYTHON = $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
INSTALL = python="$(PYTHON)"; test -n "$$python" || { \
	echo "stocker: needs Python 3.11 or newer: install one, or name it, as in make run PYTHON=/path/to/python3" >&2; \
	exit 1; }; "$$python" stocker/install.py
VENV = .run/venv/bin/python
# Pure modules are checked the strict way by settings in pyproject.toml.
MYPY_PATHS = stocker tickers live

.PHONY: help run admin test test-postgres screenshots icons check audit bench-freshness bench-forecast bench-push bench-page hostile chaos soak day-run lock clean install install-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: install ## install what is missing, start everything, print the address; Ctrl-C ends it
	@$(VENV) manage.py up

admin: install ## make an account for the admin pages
	@$(VENV) manage.py up --prepare
	@$(VENV) manage.py createsuperuser

test: install-dev ## run the tests; ARGS="-k words" chooses some
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m pytest --numprocesses auto $(ARGS)

test-postgres: install-dev ## the same on a PostgreSQL started for them; Debian: apt-get install postgresql
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m tests.cluster $(VENV) -m pytest --numprocesses auto $(ARGS)

screenshots: install-dev ## take the pictures in docs/screenshots anew; ARGS="stock fund" chooses some
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m tests.browser.screenshots $(ARGS)

icons: install-dev ## draw the pictures in static/icons from static/icon.svg
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m tests.browser.icons

check: export SECRET_KEY = only for the checks, and as long as Django wants it to be
check: install-dev ## look for mistakes without running: lint, format, types, deployment, migrations
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy $(MYPY_PATHS)
	TRUSTED_ORIGINS=https://stocks.example.org $(VENV) manage.py check --deploy --fail-level WARNING
	$(VENV) manage.py makemigrations --check --dry-run

audit: install-dev ## ask PyPI's and npm's advisories for known vulnerabilities; what they do not answer is not called clean
	@$(VENV) -m stocker.audit

bench-freshness: install ## compare the age of prices with the least possible, in virtual time; about ten minutes
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m benchmarks.freshness $(ARGS)

bench-forecast: install ## compare the likely range with what prices then did; HISTORY=<folder of CSV files>; three minutes
	@$(VENV) -m benchmarks.forecast $(HISTORY) $(ARGS)

bench-push: install-dev ## compare what pushing costs, here and in other servers; Linux; ARGS="--quick" for a short one
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m benchmarks.push $(ARGS)

hostile: install-dev ## try hostile input on running servers and write the table in docs/reliability.md; five minutes
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m tests.hostile.table $(ARGS)

bench-page: install-dev ## weigh the pages, time an update of fifty rows, open a tab for eight hours; ARGS="--only weight"
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m benchmarks.page $(ARGS)

chaos: install-dev ## kill, freeze, cut and fill everything under load; 15 minutes; Linux, best as root; ARGS="--only redis" for some
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m benchmarks.chaos $(ARGS)

soak: install-dev ## look whether anything grows while visitors come and go; Linux; MINUTES=30
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m benchmarks.soak --minutes $(or $(MINUTES),30)

day-run: install-dev ## record the product through a holiday and a weekend, as text; PLAN=free or PLAN=75; 7 or 20 minutes
	@PATH="$$PATH:$(CURDIR)/.run/venv/bin" $(VENV) -m benchmarks.day_run $(PLAN)

lock: install-dev ## write requirements*.txt and package-lock.json anew from pyproject.toml and package.json
	$(VENV) -m piptools compile --output-file requirements.txt pyproject.toml
	$(VENV) -m piptools compile --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved

clean: ## remove what was installed and what tools left; the database, its Redis and the secret stay
	rm -rf .run/venv .run/browser .run/chromium .run/static .run/install.log .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.run/*' -exec rm -rf {} +

install:
	@$(INSTALL)

install-dev:
	@$(INSTALL) --dev
