# Two commands do everything: `make run` and `make test`. They need Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run up down test bench lint format unit demo lock clean

run: $(STAMP) ## Start Baton on one port, with the sample programme in it
	@$(BIN)/python -m libs.client.cli up

up: $(STAMP) ## Start the whole installation in containers: PostgreSQL, Kafka, five services, gateway
	@deploy/up.sh

down: ## Stop it; what it holds is kept
	@docker compose --env-file var/up/env down

demo: $(STAMP) ## Tell the whole story against the running Baton
	@$(BIN)/python -m libs.client.cli demo

test: lint ## Everything that can be checked here
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder tests/system tests/integration tests/unit

bench: $(STAMP) ## How fast it is, beside its yardsticks (an hour or so; BENCH="door --quick" for less)
	@$(BIN)/python -m benchmarks $(BENCH)

unit: $(STAMP) ## Only the tests without I/O
	$(BIN)/python -m pytest tests/unit

lint: $(STAMP) ## Style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/bin/python:
	$(PYTHON) -c "import sys; sys.exit('Baton needs Python 3.11 or later' if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv $(VENV)

$(STAMP): requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

lock: ## Renew the lock from pyproject.toml (needs uv)
	uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements.lock

clean: ## The way it came, but for the passwords of what `make up` keeps in volumes
	rm -rf $(VENV)
	[ ! -d var ] || find var -mindepth 1 -maxdepth 1 ! -name up -exec rm -rf {} +
