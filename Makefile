# The two commands are `make demo` and `make test`. Everything they make lives in .venv and var/.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.PHONY: help setup demo test test-all coverage lint bench relevance catalogues messages browser clean

help: ## Show the commands.
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /: /'

.venv/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is %s. Set PYTHON=/path/to/python3.11" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv is missing: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

locale/%/LC_MESSAGES/django.mo: locale/%/LC_MESSAGES/django.po | .venv/installed
	@$(BIN)/pybabel --quiet compile --statistics -i $< -o $@ -l $*

catalogues: $(CATALOGUES) ## Compile the translations (no system package needed).

setup: .venv/installed catalogues ## Install, migrate, load the sample archive, build the index.
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	$(BIN)/python manage.py import_archive sample --publish
	$(BIN)/python manage.py import_pages interviews/first_pages --publish
	$(BIN)/python manage.py audit_index --fix

demo: setup ## Set up and serve the archive with its sample on http://127.0.0.1:8000 (PORT changes it).
	@$(BIN)/python manage.py make_seal_key --if-missing
	@$(BIN)/python manage.py make_demo_accounts
	@echo "The archive is at http://127.0.0.1:$(PORT)/  (stop it with Ctrl+C, start it again with make demo)"
	@PORT=$(PORT) exec $(BIN)/gunicorn --config deploy/gunicorn.conf.py archive_site.wsgi

browser: .venv/installed-dev  # Chromium and w3m, which the tests read pages with
	@$(BIN)/python -m tests.browser.install

test: .venv/installed-dev catalogues browser ## Run the tests (under ten minutes on two cores).
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow" $(ARGS)

test-all: .venv/installed-dev catalogues browser ## Run every test, the long ones too.
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

# Apart from test-all, for counting doubles the time of a test; those that are long or need a browser reach no other lines.
coverage: .venv/installed-dev catalogues browser ## Count the lines that the tests reach: less than 90 % is a failure.
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow and not browser" --cov --cov-report=term:skip-covered $(ARGS)

lint: .venv/installed-dev ## Check style, types, imports, migrations and the deployment settings.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py makemigrations --check --dry-run
	ARCHIVE_MODE=production SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" $(BIN)/python manage.py check --deploy --fail-level WARNING

messages: .venv/installed-dev ## Bring the translation files up to date with the code (for developers).
	$(BIN)/python -m tests.catalogues update

bench: .venv/installed-dev catalogues ## Measure speed as ratios (benchmarks/); ARGS="--sizes 10k,100k,500k" and more.
	$(BIN)/python -m benchmarks.search_engines $(ARGS)

relevance: .venv/installed-dev catalogues ## Measure whether described passages come first: BATCH=folder QUERIES=file.tsv
	$(BIN)/python -m benchmarks.relevance $(BATCH) $(QUERIES) $(ARGS)

clean: ## Remove what make built; var/ with the archive's data stays.
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache
