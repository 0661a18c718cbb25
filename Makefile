# Everything runs in .venv, which is made when it is missing or when pyproject.toml has changed.
# LOCKED=1 installs just what requirements/dev.txt pins by hash, for Python 3.11 on Linux; without it, what pip finds.
# Needs Python 3.11 or newer, its venv module and pip; another Python: make test PYTHON=python3.13

PYTHON ?= $(shell python3.11 -c "print('python3.11')" 2>/dev/null || echo python3)
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
LOCKED ?=
DESIGN ?= examples/url-shortener.sd
PICTURE = $(notdir $(DESIGN:.sd=.png))

.DEFAULT_GOAL := help
.PHONY: help demo test browser lint format bench pictures pages docs comparison corpus mutate fuzz wheel lock clean

help:            ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(STAMP)   ## lint and draw an example design, and say what to try next
	@$(BIN)/sdlint check $(DESIGN) || test $$? -eq 1
	@$(BIN)/sdlint render $(DESIGN) -o $(PICTURE)
	@printf '\nThe picture is $(CURDIR)/$(PICTURE)\n\nTry next:\n'
	@printf '  %s\n' \
	  "$(BIN)/sdlint check examples/                  # all example designs" \
	  "$(BIN)/sdlint explain missing-replicas         # why a rule is there, with an example" \
	  "$(BIN)/sdlint review $(DESIGN)   # the numbers of a review" \
	  "$(BIN)/sdlint review $(DESIGN) -o review.html   # the same to try out, in a browser" \
	  "$(BIN)/sdlint fail $(DESIGN)     # what each loss does" \
	  "$(BIN)/sdlint ask $(DESIGN) 'p99(redirect)'" \
	  "$(BIN)/sdlint render $(DESIGN) -o design.svg"

test: $(STAMP)   ## run all tests; some of them: make test ARGS="tests/bench -k designs"
	@$(BIN)/python -m pytest -rs -n auto --dist loadgroup $(ARGS)

browser: $(STAMP) ## use the review page in headless Chromium, which is all that this needs beside Python
	@$(BIN)/python -m pytest -rs tests/browser $(ARGS)

lint: $(STAMP)   ## style, format, types and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict sdlint .github/action/steps.py
	@$(BIN)/lint-imports --no-logo

format: $(STAMP) ## put style and format right, where a machine can
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: $(STAMP)  ## time the command against bare Python; more runs: make bench ARGS="--runs 50"
	@$(BIN)/python -m tests.bench $(ARGS)

pictures: $(STAMP) ## draw the pictures that the README, the tutorial and examples/README.md show
	@for design in examples/*.sd docs/parcels.sd; do \
	  $(BIN)/sdlint render $$design -o docs/pictures/$$(basename $$design .sd).png --width 1600 --today 2026-01-31 \
	    || exit 1; \
	done
	@$(BIN)/sdlint render examples/url-shortener.sd --fail links -o docs/pictures/url-shortener-without-links.png

pages: $(STAMP)  ## write the pages that are made from the sources: rules/README.md
	@$(BIN)/sdlint rules --format markdown > rules/README.md

docs: $(STAMP)   ## build the documentation as a site, site/index.html; nothing is fetched
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet --clean
	@echo "The site is $(CURDIR)/site/index.html"

comparison: $(STAMP) ## what other tools say and draw of our designs: docs/comparison.md; needs pip, npm, Graphviz, a network
	@$(BIN)/python -m tests.comparison $(ARGS)

corpus: $(STAMP) ## which seeded faults of known systems are found, and what is found beside
	@$(BIN)/python -m tests.corpus

mutate: $(STAMP) ## change each rule a little: some example of it must notice
	@$(BIN)/python -m tests.mutate $(ARGS)

fuzz: $(STAMP)   ## random designs through everything, as long as told: make fuzz SECONDS=1800; again: SEED=…, ARGS=FILE
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60) $(if $(SEED),--seed $(SEED)) $(ARGS)

wheel: $(STAMP)  ## build dist/*.tar.gz, and from it dist/*.whl
	@$(BIN)/python -m build --outdir dist .

lock:            ## pin anew, by hash, what development installs: requirements/dev.txt; needs pip-tools
	@pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url \
	  --no-emit-find-links --extra pictures --extra pdf --extra wasi --extra dev --all-build-deps --output-file requirements/dev.txt pyproject.toml

clean:           ## remove what was built, .venv too
	rm -rf $(VENV) build dist site .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find sdlint tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sdlint needs Python 3.11 or newer: make PYTHON=...")'
	@echo "Installing sdlint and its tools into $(VENV) ..."
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@if test -n "$(LOCKED)"; then \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[pictures,pdf,wasi,dev]'; \
	fi
	@touch $@
