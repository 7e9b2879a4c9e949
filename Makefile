# `make book` and `make test` do everything from nothing: environment, installation, work.
.DEFAULT_GOAL := help
.PHONY: book watch check test exercises bench lint clean help
export PYTHON PORT

book: ## build the book in both languages: book/_build/html/index.html
	@sh tools/environment.sh book
	@.venv/bin/python -m polymnist_lib.book.written book
	.venv/bin/jupyter-book build $(ARGS) book

watch: ## build and serve the book; each save builds it again and reloads the browser
	@sh tools/environment.sh test
	@.venv/bin/python tools/watch.py $(ARGS)

check: lint ## check the code, then run the tests that need no built book and no browser: two minutes
	.venv/bin/pytest -m "not slow" $(ARGS)

test: lint ## check the code, then run all tests
	.venv/bin/pytest $(ARGS)

exercises: ## run the change of every exercise, and keep what comes out for the answers: minutes
	@sh tools/environment.sh test
	.venv/bin/python tools/exercises.py

bench: ## time the library and the book against their peers: benchmarks/README.md
	@sh tools/environment.sh test
	cd benchmarks && ../.venv/bin/pytest $(ARGS)

lint: ## check the code alone: ruff and mypy
	@sh tools/environment.sh test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

clean: ## remove the environment made here and what was built; the trained runs in runs/ stay
	@if [ -f .venv/.base ] && [ ! -h .venv ]; then rm -rf .venv; fi
	rm -rf .venv.removed .venv.lock book/_build executed build dist *.egg-info
	rm -rf .mypy_cache .pytest_cache .ruff_cache

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /make \1: /p' Makefile
	@echo 'PYTHON=python3.12 chooses the Python of .venv, 3.11 to 3.13.'
	@echo 'ARGS="--all" goes to jupyter-book, ARGS="-k metrics" to pytest; PORT=8080 is where to serve.'
