# The two commands that matter: `make chat` and `make test`. Both make what they need.
.DEFAULT_GOAL := help
.PHONY: help chat serve terminal test bench setup setup-test train lint types lock understanding clean

PYTHON := .venv/bin/python

help: ## What there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

PORT := 5005

chat: setup ## Serve the web page and open it: http://127.0.0.1:5005/chat (PORT=8080 chooses another port)
	@.venv/bin/prescreen serve --open --port $(PORT)

serve: setup ## The same, opening nothing
	@.venv/bin/prescreen serve --port $(PORT)

terminal: setup ## Talk with the assistant in the terminal
	@.venv/bin/prescreen chat

test: setup-test ## Lint, types and every test, with coverage
	@scripts/test.sh

bench: setup-test train ## Measure speed and size, and say so
	@$(PYTHON) -m tests.bench

understanding: setup-test train ## How well free text is understood
	@$(PYTHON) -m tests.understanding.report && $(PYTHON) -m tests.understanding.intents.report && $(PYTHON) -m tests.understanding.dates.report && $(PYTHON) -m tests.people.conversation

setup: ## Make .venv
	@scripts/setup.sh

setup-test: ## Make .venv with what the tests need
	@scripts/setup.sh requirements-test.lock

train: setup ## Train the model where it isn't current
	@$(PYTHON) -m bot.runtime.train

lint: setup-test ## Style
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .

types: setup-test ## Types
	@.venv/bin/mypy

lock: setup ## Make the locks anew from pyproject.toml
	@scripts/lock.sh

clean: ## Remove what was made
	rm -rf .venv .uv build models *.egg-info .mypy_cache .ruff_cache .pytest_cache .coverage
