# The habits of the house. Everything here is a short name for a command that can be typed.
PYTHON := .venv/bin/python

.PHONY: setup check test e2e demo assets words soak

setup: ## An environment to work in, with the site's styles built
	python3 -m venv .venv
	.venv/bin/pip install -e '.[test,dev]'

check: ## Format, lint, types, imports, templates, words, what is kept
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m scripts.check_floors
	$(PYTHON) -m scripts.check_templates
	$(PYTHON) -m scripts.check_repository
	$(PYTHON) -m scripts.catalogues --check

test: ## Every test but the journeys in a browser
	$(PYTHON) -m pytest -m "not e2e"

e2e: ## The journeys in a browser
	$(PYTHON) -m pytest -m e2e

soak: ## The long tests: thousands of kills, resends and walks (hours)
	PARTICIPATION_SOAK=1 $(PYTHON) -m pytest --durations=50

demo: ## A made-up council, on this machine
	.venv/bin/participation demo

assets: ## Build styles and scripts again after a change in assets/
	$(PYTHON) hatch_build.py

words: ## Bring the catalogues up to date, and say what has no translation
	$(PYTHON) -m scripts.catalogues
