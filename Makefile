PYTHON ?= python3
BIN := .venv/bin

help: ## What there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: .venv/run ## Set up and run the product on http://127.0.0.1:3000
	@$(BIN)/python -m joint_account serve

test: .venv/test check ## Everything a clean checkout must pass
	$(BIN)/python -c 'from joint_account.serve import build; build()'
	$(BIN)/python -m pytest -n 2 --dist loadgroup

fuzz: .venv/test ## Five minutes of anything at all, by HTTP and over sockets, at a running server
	FUZZ_SECONDS=300 $(BIN)/python -m pytest -q tests/attacks/test_fuzz.py

check: .venv/test ## Format, lint, types, import contracts, migrations match the models
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/ty check
	PYTHONPATH=. $(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q tests/test_schema.py tests/test_dependencies.py

bench: .venv/test ## Print ratios measured side by side: ours, the peer, the limit
	@for one in benchmarks/[a-z]*.py; do echo "== $$one"; PYTHONPATH=. $(BIN)/python $$one || exit 1; done

screenshots: .venv/test ## Make the README's pictures anew
	PYTHONPATH=. $(BIN)/python docs/screenshots.py

audit: .venv/test ## Ask whether anything that is installed has a known hole; needs the network
	@$(PYTHON) -m venv .venv/audit && .venv/audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	@.venv/audit/bin/pip-audit --strict --progress-spinner=off --path $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
		|| { echo "make audit: a hole is named above, or nobody could be asked: docs/dependencies.md says what to do then."; exit 1; }

performance: .venv/test ## Measure what a first visit costs, into docs/performance.md
	PYTHONPATH=. $(BIN)/python docs/performance.py

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Joint Account needs Python 3.11 or newer; set PYTHON=… to name one.")'
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test: .venv/run tests/requirements.txt tests/provider/package-lock.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	$(BIN)/npm ci --silent --no-audit --no-fund --prefix tests/provider
	@touch $@

.PHONY: help run test fuzz check bench screenshots audit performance
