# Everything here is also a `python -m …`; make only remembers the words.
PYTHON ?= .venv/bin/python

.PHONY: help setup lock check fix test mutants bench redteam picture

help:  ## show this
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## make the virtual environment, with the development tools
	python3 -m venv --clear .venv
	.venv/bin/pip install --quiet --require-hashes -r requirements/all.txt
	.venv/bin/pip install --quiet --no-deps --no-build-isolation --editable .

lock:  ## fit the lock files to pyproject.toml; `python -m tools.lock --upgrade` takes what is new
	$(PYTHON) -m tools.lock

check:  ## the one check command: format, lint, types, imports, spelling, workflows, lock and generated files, tests, coverage
	$(PYTHON) -m tools.check

fix:  ## format, sort, and rewrite generated and golden files
	$(PYTHON) -m tools.fix

test:  ## the tests alone, without coverage
	$(PYTHON) -m pytest -q -n auto --dist loadfile

# Of these a mutant that no test notices is a fault.
DECIDE = aegis_cli\.(request\.policy|actions\.(names|containers|verification))\.

mutants:  ## change what decides, one place at a time, and list what no test notices (long; CONTRIBUTING.md says how to run one module)
	$(PYTHON) -m mutmut run --max-children 2 $(MUTANTS) || true
	$(PYTHON) -m mutmut results | tee mutants/results.txt
	! grep -E '$(DECIDE).*: (survived|no tests)' mutants/results.txt

bench:  ## measure start-up, the whole path, and a broker under load
	$(PYTHON) -m bench.startup
	$(PYTHON) -m bench.path
	$(PYTHON) -m bench.broker

redteam:  ## a hijacked model's loops against a person who says yes to all (ten minutes)
	$(PYTHON) -m bench.redteam

picture:  ## make the README's picture anew
	$(PYTHON) -m tools.picture
