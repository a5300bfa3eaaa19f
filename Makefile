# What a person types. Everything is installed into .venv; nothing of the machine but Python is used.

# The first Python on the path that factcheck runs on; `make run PYTHON=/path/to/python3.12` chooses another.
SUITABLE = import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3 python; do \
	$$python -c '$(SUITABLE)' 2>/dev/null && echo $$python && break; done)
IN_VENV = .venv/bin/python
# Modules are compiled when first imported, which most never are: that saves a third of the time.
INSTALL = $(IN_VENV) -m pip install --quiet --disable-pip-version-check --no-compile --no-deps \
	--require-hashes --only-binary :all:
# Settings of a production machine, for the checks that look at them; nothing connects to these addresses.
PRODUCTION = env -u DJANGO_SETTINGS_MODULE -u DEBUG -u HTTPS DATABASE_URL=postgres://unused/unused REDIS_URL=redis://unused \
	SECRET_KEY="$$($(IN_VENV) -c 'import secrets; print(secrets.token_urlsafe(50))')"
COMPILE = $(IN_VENV) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: pictures help setup setup-dev run test long-tests check types bench trials lock lock-check architecture licences venv

help: ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; do \
		printf '  make %-11s %s\n' "$$name" "$$text"; done

setup: venv ## install what factcheck needs into .venv
	@cmp -s requirements/base.txt .venv/installed-base.txt || { \
		echo "Installing requirements/base.txt into .venv"; \
		$(INSTALL) -r requirements/base.txt \
		&& cp requirements/base.txt .venv/installed-base.txt; }

setup-dev: venv
	@{ cmp -s requirements/base.txt .venv/installed-base.txt \
		&& cmp -s requirements/dev.txt .venv/installed-dev.txt; } || { \
		echo "Installing requirements/dev.txt into .venv"; \
		$(INSTALL) -r requirements/dev.txt \
		&& cp requirements/base.txt .venv/installed-base.txt \
		&& cp requirements/dev.txt .venv/installed-dev.txt; }

run: setup ## start factcheck; Ctrl-C stops it (ARGS="--port 9000" and so on go to manage.py up)
	@exec $(IN_VENV) manage.py up $(ARGS)

test: setup-dev ## run the tests on a PostgreSQL and a broker of their own (ARGS go to pytest)
	@$(IN_VENV) -m pytest -n auto --maxprocesses 4 --dist load $(ARGS)

long-tests: setup-dev ## walk the desk in Chromium and kill workers, one test after the other: they want a quiet machine
	@LONG_TESTS=1 $(IN_VENV) -m pytest tests/test_desk_walk.py tests/benchmarks/test_trials.py $(ARGS)

check: setup-dev ## lint, format, types, imports, migrations, states, deployment settings, API schema
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(PRODUCTION) $(IN_VENV) -m mypy
	.venv/bin/lint-imports
	$(IN_VENV) .ci/architecture.py --check
	DJANGO_SETTINGS_MODULE=tests.settings $(IN_VENV) -W error manage.py makemigrations --check
	DJANGO_SETTINGS_MODULE=tests.settings $(IN_VENV) manage.py lintmigrations --quiet ok ignore \
		--warnings-as-errors --no-cache --sql-analyser postgresql --include-apps sources claims api factcheck \
		--ignore-name 0001_initial 0005_sentence_vectors 0006_numbered_vectors 0007_runs_go_by_slices \
			0010_record_of_decisions 0006_versions_of_articles 0010_drop_columns_that_nothing_reads \
			# small tables, a constraint that only goes, columns that nothing reads
	$(PRODUCTION) $(IN_VENV) manage.py write_states --check
	$(PRODUCTION) $(IN_VENV) manage.py check --deploy --fail-level WARNING
	$(PRODUCTION) $(IN_VENV) manage.py spectacular --validate --fail-on-warn --file /dev/null

types: setup-dev ## the types alone: mypy over the whole project, models and querysets included
	$(PRODUCTION) $(IN_VENV) -m mypy

pictures: setup-dev ## take the pictures of the desk anew (ARGS="ADDRESS NAME PASSWORD" of a running factcheck)
	@$(IN_VENV) .ci/pictures.py $(ARGS)

bench: setup-dev ## measure quality, speed and scale (DATA=folder adds data of your own)
	@$(IN_VENV) -m benchmarks $(if $(DATA),"$(DATA)")

trials: setup-dev ## kill workers, broker and database under work, and count what is lost (ARGS="--trial 1 --seed 1")
	@$(IN_VENV) -m benchmarks.trials $(ARGS)

lock: setup-dev ## compile requirements/ from pyproject.toml, and the list of licences
	$(COMPILE) -o requirements/base.txt
	$(COMPILE) --group dev -c requirements/base.txt -o requirements/dev.txt
	@$(MAKE) --no-print-directory setup-dev licences

lock-check: setup-dev ## ask the registry for a wheel of every locked package: Python 3.11-3.13, x86-64 and ARM
	@$(IN_VENV) .ci/wheels.py

architecture: setup-dev ## draw the picture in docs/architecture.md from the imports
	@$(IN_VENV) .ci/architecture.py

licences: setup-dev ## write docs/licences.md from the installed packages
	@$(IN_VENV) .ci/licences.py

venv:
	@$(IN_VENV) -c 'import pip; $(SUITABLE)' 2>/dev/null || { \
		if [ -z "$(PYTHON)" ]; then \
			echo "factcheck needs Python 3.11, 3.12 or 3.13, and none is on the path." >&2; \
			echo "Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; fi; \
		if ! "$(PYTHON)" -c '$(SUITABLE)'; then \
			echo "factcheck needs Python 3.11, 3.12 or 3.13; $(PYTHON) is another version." >&2; exit 1; fi; \
		"$(PYTHON)" -m venv --clear .venv || { \
			echo "The .venv could not be made; on Debian and Ubuntu the package python3-venv may be missing." >&2; \
			exit 1; }; }
