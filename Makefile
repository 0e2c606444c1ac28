# `make demo` and `make test` each do all the set-up: a virtual environment in .venv with the
# versions of requirements/. They need Python 3.11 or newer with its venv module, and nothing else.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	command -v $$p >/dev/null 2>&1 \
	&& $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)

BIN := .venv/bin
READY := .venv/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check
export PIP_ROOT_USER_ACTION := ignore
# Without kept byte code every process that the tests start would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-all check docs words golden bench fuzz mutants pins clean
.DELETE_ON_ERROR:

help:
	@echo 'make demo     build the invented example into build/demo'
	@echo 'make test     run all tests, with few examples of what is drawn by chance (two minutes)'
	@echo 'make test-all the same with many examples, coverage and notebooks'
	@echo 'make check    style, types, layers, documentation'
	@echo 'make docs     write the generated pages and build the documentation into build/docs'
	@echo 'make words    list what the words of reports lack in each language, and add empty entries'
	@echo 'make golden   write tests/golden anew; read the difference before you keep it'
	@echo 'make bench    compare speed and memory side by side; ends with 1 beyond the bounds (ten minutes)'
	@echo 'make mutants  change the code by chance and see whether a test notices (SEED=1 COUNT=120)'
	@echo 'make fuzz     spoil files by chance under every command (an hour; FIRST=300 COUNT=20000)'
	@echo 'make pins     take the newest versions of all packages into requirements/'
	@echo 'make clean    remove everything that was built, the virtual environment too'

$(READY): requirements/runtime.txt requirements/extras.txt requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { \
		echo 'vetpartner needs Python 3.11 or newer; none was found.' >&2; \
		echo 'Install it, or name it: make PYTHON=/path/to/python3.12 demo' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo '$(PYTHON) is older than Python 3.11, which vetpartner needs.' >&2; exit 1; }
	@echo 'setting up .venv (once, about a minute)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo '$(PYTHON) has no venv; on Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install -qq -r requirements/dev.txt
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)
	@$(BIN)/vetpartner demo -o build/demo

test: $(READY)
	$(BIN)/python -m pytest -q -n logical --dist worksteal

test-all: $(READY)
	$(BIN)/python -m pytest -q -n logical --dist worksteal --hypothesis-profile=thorough \
		--cov --cov-report=term --nbmake tests notebooks

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb
	$(BIN)/python docs/generate.py --check
	$(BIN)/sphinx-build -W --keep-going -q docs build/docs

docs: $(READY)
	$(BIN)/python docs/generate.py
	$(BIN)/sphinx-build -W --keep-going -q docs build/docs
	@echo 'wrote build/docs/index.html'

words: $(READY)
	$(BIN)/python docs/catalogues.py

golden: $(READY)
	$(BIN)/python -m pytest -q -n logical --update-golden

bench: $(READY)
	$(BIN)/python tests/bench/run.py

fuzz: $(READY)
	$(BIN)/python tests/fuzz.py $(or $(FIRST),300) $(or $(COUNT),20000)

mutants: $(READY)
	$(BIN)/python tests/mutants.py $(or $(SEED),1) $(or $(COUNT),120)

# The pins run on every Python that we support, so they are resolved for the oldest.
pins: $(READY)
	@mkdir -p build
	$(PIP) install -qq --dry-run --ignore-installed --target build/pins --only-binary :all: \
		--python-version 3.11.0 --report build/pins.json '.[caldav,dask,docx,frames,lint,pack,pdf,photos,plots,terminal]' \
		-r requirements/dev.in
	$(BIN)/python requirements/pin.py build/pins.json

clean:
	rm -rf .venv build dist docs/_build mutants .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache
