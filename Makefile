# `make` is all a reader needs; `make help` lists the rest.
.DEFAULT_GOAL := all
PYTHON ?= python3
BIN := .venv/bin
UV := uv==0.13.9
export UV_COMPILE_BYTECODE := 1
# Notebooks and tests keep a core each with a process of their own; threads of one beside the other only wait.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
# The corpus that is worked on: the shipped one, or `make CORPUS=folder`, which keeps what is made of it in its folder.
SHIPPED := data/huang-2024
CORPUS ?= $(SHIPPED)
ifneq ($(words $(CORPUS)),1)
    $(error The path of a corpus must not have spaces: $(CORPUS))
endif
FUZZ ?= 20000
KILLS ?= 100
ANALYSIS := $(BIN)/python -m analysis --corpus "$(CORPUS)"
HOME_OF := $(if $(filter $(abspath $(SHIPPED)),$(abspath $(CORPUS))),.,$(CORPUS))
DONE := $(HOME_OF)/build/figures.done
export ANALYSIS_CORPUS := $(abspath $(CORPUS))
SOURCES := $(wildcard analysis/*.py $(addprefix analysis/*/*.,py js css) notebooks/[0-9]*-*.ipynb data/common/* data/common/*/* \
    $(addprefix $(CORPUS)/,*.toml *.csv coding/* words/* measured/* moves/* documents/*.txt documents/*.docx) \
    $(addprefix $(CORPUS)/,coding words documents)) pyproject.toml CHANGELOG.md

SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: all new lab drawing explore share documents corpus figures notebooks themes-report tone-report test check check-rest fuzz kills licences lint types lock bench clean help

all: $(DONE) ## set up, run the analysis, write figures/ with pages, charts and explorer
	@echo "Ready: open $(HOME_OF)/figures/index.html in a browser, or run make lab."

# A part of a notebook that failed leaves a note, and status 3: the site is there, but is made again next time. The
# command itself writes $(DONE), with the time at which it had read the sources; so what is edited meanwhile is newer.
$(DONE): .venv/installed $(SOURCES)
	@$(ANALYSIS) figures

# What is gone is made again.
ifeq ($(wildcard $(HOME_OF)/figures/index.html),)
.PHONY: $(DONE)
endif

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
	@$(ANALYSIS) explore

share: .venv/installed ## write share/ and share.zip to send to someone; QUOTE=yes lets them quote the documents
	@$(ANALYSIS) share $(if $(filter yes,$(QUOTE)),--quote)

new: .venv/installed ## begin a corpus with all documents of a folder: make new CORPUS=folder FROM=folder
	@test -n "$(FROM)" || { echo "say where the documents are: make new CORPUS=$(CORPUS) FROM=folder"; exit 2; }
	@$(BIN)/python -m analysis new "$(CORPUS)" --from "$(FROM)"

documents: .venv/installed ## copy the documents from FROM=folder to the corpus
	@test -n "$(FROM)" || { echo "say where they are: make documents FROM=folder"; exit 2; }
	@$(ANALYSIS) documents "$(FROM)"

corpus: .venv/installed ## measure the documents that are new or changed
	@$(ANALYSIS) corpus

figures: ## run every notebook again; write figures/ with pages, charts and explorer
	@rm -f $(DONE)
	@$(MAKE) --no-print-directory $(DONE)

notebooks: .venv/installed ## run every notebook without the documents and keep its outputs, for git
	@$(BIN)/python -m analysis notebooks

themes-report: .venv/installed ## how far the themes, as they are set, agree with readings by hand
	@$(ANALYSIS) themes-report

tone-report: .venv/installed ## how far the tone, as it is set, agrees with readings by hand
	@$(ANALYSIS) tone-report

test: .venv/installed-dev ## run the tests but for the long ones; with CORPUS=folder whether that corpus is sound, and nothing else
	$(BIN)/python -m pytest $(if $(filter .,$(HOME_OF)),$(SIDE_BY_SIDE) -m "not long",tests/check_corpus.py)

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/installed-dev
	$(BIN)/mypy

check: test check-rest ## what CI runs: tests, also the long ones, lint, types, notebooks on every corpus of the project

check-rest: lint types .venv/installed-dev
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m long
	ANALYSIS_FIGURES=$(CURDIR)/build/figures $(BIN)/python -m pytest --nbmake --nbmake-timeout=600 notebooks/[0-9]*-*.ipynb
	$(BIN)/python -m pytest tests/check_notebooks.py

fuzz: .venv/installed-dev ## make up inputs for the readers and files for long, other ones each time: FUZZ=20000 of each kind
	ANALYSIS_FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/test_fuzz.py

kills: .venv/installed-dev ## kill commands that write at random moments, KILLS=100 times in all, and see what is left
	$(BIN)/python -W ignore -m tests.kills $(KILLS)

licences: .venv/installed-dev ## list the licence of each package of the lock, and whether it goes with this project's
	@$(BIN)/python -m tests.licences

bench: .venv/installed-dev ## measure speed and memory, as ratios
	$(BIN)/python -m bench

drawing: .venv/installed ## draw the house anew from its imports, in analysis/README.md
	@$(BIN)/python -m analysis drawing

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
