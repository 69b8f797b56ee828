# `make` alone lists the targets. HW= CLASS= OUT= JOBS= SUBMISSION= choose others than the bundled ones.
HW ?= mlp
AUTOGRADER := .venv/bin/autograder
PYTHON_FILES := $(wildcard setup.sh constraints.txt pyproject.toml)

# a few at once: each may start two processes of its own
SEVERAL := --numprocesses auto --maxprocesses 4 --no-loadscope-reorder
PYTEST := .venv/bin/python -m pytest $(SEVERAL)

.DEFAULT_GOAL := help
.PHONY: help setup grade check test test-all coverage soak lint sentences audit template zip doctor bench

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: .venv/.ready ## build .venv (the other targets do it by themselves)
.venv/.ready: $(PYTHON_FILES)
	@./setup.sh

grade: .venv/.ready ## grade a class: make grade HW=mlp CLASS=folder-or-zip OUT=folder JOBS=2
	@$(AUTOGRADER) grade "$(HW)" $(if $(CLASS),"$(CLASS)") $(if $(OUT),--out "$(OUT)") $(if $(JOBS),--jobs "$(JOBS)") $(ARGS)

check: .venv/.ready ## grade one submission: make check HW=mlp SUBMISSION=mlp.py
	@$(if $(SUBMISSION),,$(error which file? make check HW=mlp SUBMISSION=path/to/mlp.py))$(AUTOGRADER) check "$(HW)" "$(SUBMISSION)" $(ARGS)

test: .venv/.ready ## the project's own tests
	@$(PYTEST) $(ARGS)

test-all: .venv/.ready ## also the slow ones: all passes of the corpus, killed runs, the audit
	@$(PYTEST) -m "slow or not slow" $(ARGS)

coverage: .venv/.ready ## which lines of autograder/ the tests run: takes two to three times as long as make test
	@rm -f .coverage .coverage.*
	-@.venv/bin/python -m coverage run -m pytest $(SEVERAL) $(ARGS)
	@.venv/bin/python -W ignore -m coverage combine --quiet 2>/dev/null # a process that a test kills leaves a torn file
	@.venv/bin/python -m coverage report --skip-covered --sort=cover

soak: .venv/.ready ## thousands of hostile and broken submissions in one run: make soak ARGS=200
	@.venv/bin/python tests/corpus/soak.py $(ARGS)

lint: .venv/.ready ## style, types, layers, templates
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports && $(AUTOGRADER) template --check

sentences: .venv/.ready ## write tests/sentences.txt: everything that people read, in one file
	@.venv/bin/python tests/sentences.py

audit: .venv/.ready ## the hidden tests' own test: make audit HW=mlp
	@$(AUTOGRADER) audit $(if $(filter command line,$(origin HW)),"$(HW)") $(ARGS)

template: .venv/.ready ## cut the student templates from the reference
	@$(AUTOGRADER) template

zip: .venv/.ready ## the zip for Gradescope: make zip HW=mlp
	@$(AUTOGRADER) package "$(HW)" $(ARGS)

doctor: .venv/.ready ## which isolation holds here
	@$(AUTOGRADER) doctor

bench: .venv/.ready ## how fast each homework is graded, against a fresh process for each submission
	@.venv/bin/python -m benchmarks.homeworks $(ARGS)
