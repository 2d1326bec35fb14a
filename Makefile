# The one task runner. `make` sets everything up and does the main job; `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# `make TORCH=cpu` takes PyTorch's small CPU build (Linux: pip's own choice brings several GB of CUDA)
TORCH ?= default
TORCH_INDEX_cpu := --extra-index-url https://download.pytorch.org/whl/cpu
PIP := $(BIN)/python -m pip --disable-pip-version-check
# neighbours stay on one worker, where they share what a module or a check costs once; who is idle takes from the other
PYTEST := $(BIN)/pytest --dist worksteal
export JUPYTER_PLATFORM_DIRS := 1

INSTALLED := $(VENV)/.installed
BOOK := _build/html/.built
NOTEBOOKS := _build/.notebooks
CLASSROOM := _build/classroom/.graded

SOURCES := $(shell find course_lib solutions -name '*.py' -o -name '*.mjs' -o -name '*.json' 2>/dev/null)
PAGES := $(shell find book -type f -not -path 'book/exercises/*' 2>/dev/null) _config.yml
# what the pages of the book show is as wide as their column; ruff knows one width, and `ruff format` alone leaves these out
CHAPTERS = $(shell $(BIN)/python -c 'from course_lib.chapters import written; print(*written())')
SHOWN = $(wildcard course_lib/decoding.py $(foreach slug,$(CHAPTERS),course_lib/$(slug).py course_lib/$(slug)/*.py))
SAMPLES := $(shell find tests/submissions/classroom tests/classroom.py -type f 2>/dev/null)

.PHONY: all
all: book exercises classroom  ## set up, build the book, make the notebooks, grade a sample class
	@echo
	@echo "The book:        _build/html/index.html      (make serve shows it at http://127.0.0.1:8000)"
	@echo "The notebooks:   exercises/<chapter>/        (for students)   _build/instructor/ (with answers)"
	@echo "The gradebook:   _build/classroom/gradebook.db, grades.csv, autograded/   (a sample class)"

.PHONY: setup
setup: $(INSTALLED)  ## install everything into .venv

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This needs Python 3.11 or newer; '$(PYTHON)' is `$(PYTHON) --version 2>&1`. Install one and run: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || \
	  { echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv. Then run make again."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt $(TORCH_INDEX_$(TORCH)) --editable '.[dev]'
	@touch $@

.PHONY: book
book: $(BOOK)  ## build the book into _build/html (warnings and failing cells are errors)

$(BOOK): $(INSTALLED) $(NOTEBOOKS) $(PAGES) $(SOURCES)
	$(BIN)/jupyter-book build book --config _config.yml --path-output . -W -n --keep-going
	@touch $@

.PHONY: exercises
exercises: $(NOTEBOOKS)  ## make the notebooks from solutions/ (make exercises CLASS=KEY: a class version, in _build/class)
ifdef CLASS
	$(BIN)/course exercise --all --class '$(CLASS)'
endif

$(NOTEBOOKS): $(INSTALLED) $(SOURCES) _config.yml
	$(BIN)/course exercise --all
	@touch $@

.PHONY: classroom
classroom: $(CLASSROOM)  ## grade a sample class into _build/classroom

$(CLASSROOM): $(NOTEBOOKS) $(SAMPLES)
	$(BIN)/python -m tests.classroom
	@touch $@

.PHONY: serve
serve: book  ## show the book at http://127.0.0.1:8000
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

.PHONY: check
check: setup  ## lint, format, types, imports, workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/ruff format --check --line-length 78 $(SHOWN)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml

.PHONY: format
format: setup  ## let ruff format and mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/ruff format --line-length 78 $(SHOWN)

.PHONY: test
test: check $(NOTEBOOKS)  ## lint, types and the tests that need minutes
	$(PYTEST) -n 2 -m 'not thorough'

# one worker more than cores: what sleeps, hangs or talks to a browser is waited for while others work
.PHONY: test-all
test-all: test book  ## `make test`, then the thorough ones: browsers, stock nbgrader, the bank over 20 seeds
	$(PYTEST) -n 3 -m thorough

.PHONY: durations
durations: setup $(NOTEBOOKS)  ## what the quick tests of each chapter cost, and the slowest
	$(PYTEST) -n 2 -m 'not thorough' --durations 30

.PHONY: checkpoints
checkpoints: setup  ## train again what the book shows, into course_lib/checkpoints (hours; it goes on where it stopped)
	mkdir -p _build
	cd _build && $(abspath $(BIN))/course data linux --make --to linux
	cd _build && $(abspath $(BIN))/course train --all --full --device cpu --to train
	cp _build/train/*.json _build/train/*.safetensors course_lib/checkpoints/

.PHONY: data
data: setup  ## make the derived data again from their sources (needs npm, apt-get and a network)
	$(BIN)/python -c 'from course_lib.data import SETS; [made.make(made.FOLDER) for made in SETS.values()]'

.PHONY: bench
bench: setup  ## measure, and write the records of book/_measured
	$(BIN)/python -m tests.benchmarks

.PHONY: translations
translations: $(NOTEBOOKS)  ## collect all sentences for translators into _build/gettext
	@mkdir -p _build/gettext
	$(BIN)/pybabel --quiet extract --project recurrent-course --version 0.1 --sort-output --output-file _build/gettext/course.pot course_lib
	$(BIN)/jupyter-book build book --config _config.yml --path-output _build/gettext --builder custom --custom-builder gettext

.PHONY: constraints
constraints: setup  ## write constraints.txt anew from .venv
	@(sed -n '/^#/p' constraints.txt; $(PIP) freeze --exclude-editable | sed 's/+cpu$$//' | grep -v '^recurrent-course') > $(VENV)/constraints.txt
	@mv $(VENV)/constraints.txt constraints.txt

.PHONY: clean
clean:  ## remove what was built, keep .venv
	rm -rf _build book/exercises

.PHONY: help
help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22
