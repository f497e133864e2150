# `make` is all a reader needs; `make help` lists the rest.
.DEFAULT_GOAL := all
PYTHON ?= python3
BIN := .venv/bin
UV := uv==0.13.9
export UV_COMPILE_BYTECODE := 1
SOURCES := $(wildcard analysis/*.py $(addprefix analysis/*/*.,py js css) notebooks/*.ipynb data/*.toml data/*.csv \
    data/*.parquet data/coding/* data/words/* data/documents/*.txt)

.PHONY: all lab explore share documents corpus figures notebooks themes-report tone-report test check check-rest lint types lock bench clean help

all: build/figures.done ## set up, run the analysis, write figures/ with pages, charts and explorer
	@echo "Ready: open figures/index.html in a browser, or run make lab."

build/figures.done: .venv/installed $(SOURCES)
	@$(BIN)/python -m analysis figures
	@mkdir -p build && touch $@

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or newer is needed; name one with make PYTHON=..."; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)

# Every package is in the lock, so nothing is resolved and what BERTopic only may use stays out.
.venv/installed: requirements.txt | .venv/bin/uv
	$(BIN)/uv pip install --python $(BIN)/python --no-deps --require-hashes --requirement requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/uv pip install --python $(BIN)/python --no-deps --require-hashes --requirement requirements-dev.txt
	@touch $@

lab: .venv/installed ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=notebooks

explore: .venv/installed ## open the explorer in a browser
	@$(BIN)/python -m analysis explore

share: .venv/installed ## write share/ and share.zip to send to someone; QUOTE=yes lets them quote the documents
	@$(BIN)/python -m analysis share $(if $(filter yes,$(QUOTE)),--quote)

documents: .venv/installed ## copy the documents from FROM=folder to data/documents
	@$(BIN)/python -m analysis documents "$(FROM)"

corpus: .venv/installed ## make data/passages.parquet from the documents
	@$(BIN)/python -m analysis corpus

figures: ## run every notebook again; write figures/ with pages, charts and explorer
	@rm -f build/figures.done
	@$(MAKE) --no-print-directory build/figures.done

notebooks: .venv/installed ## run every notebook without the documents and keep its outputs, for git
	@$(BIN)/python -m analysis notebooks

themes-report: .venv/installed ## how far the themes, as they are set, agree with readings by hand
	@$(BIN)/python -m analysis themes-report

tone-report: .venv/installed ## how far the tone, as it is set, agrees with readings by hand
	@$(BIN)/python -m analysis tone-report

test: .venv/installed-dev ## run the tests
	$(BIN)/python -m pytest

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/installed-dev
	$(BIN)/mypy

check: test check-rest ## what CI runs: lint, types, tests, notebooks

check-rest: lint types .venv/installed-dev
	ANALYSIS_FIGURES=$(CURDIR)/build/figures $(BIN)/python -m pytest --nbmake --nbmake-timeout=600 notebooks

bench: .venv/installed-dev ## measure speed and memory, as ratios
	$(BIN)/python -m bench

lock: .venv/bin/uv ## make the lock files anew from pyproject.toml
	$(BIN)/uv lock --quiet
	$(BIN)/uv export --quiet --frozen --no-header --no-dev --no-emit-project --output-file requirements.txt
	$(BIN)/uv export --quiet --frozen --no-header --no-emit-project --output-file requirements-dev.txt

clean: ## remove what make made, not the documents
	rm -rf .venv .cache build share share.zip .pytest_cache .mypy_cache .ruff_cache .hypothesis figures/pages figures/zh
	find figures -maxdepth 1 -type f ! -name README.md -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16
