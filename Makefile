# Every target makes what it needs on a machine with Python >= 3.11, make and a C compiler.
# Environments live in .venv and .venv-*; `make clean` removes them and keeps your answers.

# What `make exam` runs: the shipped model, thinking and not, on freshly generated papers.
EXAMINED := keju/xiucai keju/xiucai-direct
PAPERS := "multiplication;digits=3;seed=fresh" "chain;seed=fresh"
EXAM := exam $(EXAMINED) $(PAPERS) --questions 100

# Branch coverage below this many percent fails `make test`.
COVERAGE := 85

# Tests run on every core; those of one file that share a costly fixture stay together.
BOTH_CORES := --numprocesses auto --dist loadfile --no-loadscope-reorder

# For training only, and not locked by hash: each platform has its own build.
TORCH := torch==2.13.0

# How long `make fuzz` runs.
SECONDS_OF_FUZZING := 600

BIN := .venv/bin
TRAIN := .venv-train
HARNESSES := .venv-bench-inspect .venv-bench-lmeval
PEERS := $(HARNESSES) .venv-bench-mathverify
LOCKS := core dev train bench-inspect bench-lmeval bench-mathverify bench-fuzz

# uv is installed into .venv, and serves the other environments from there.
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv
# Bytecode is compiled once, here: a command then starts in a tenth of the time.
INSTALL := $(UV) pip install --quiet --compile-bytecode --require-hashes
KEJU := $(UV) pip install --quiet --no-deps --build-constraints requirements/build.txt --editable .
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help exam test test-train test-harness bench study fuzz lint docs lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

exam: .venv/.installed-core ## Examine the shipped model, thinking and not, on a fresh paper
	@$(BIN)/keju $(EXAM)

test: lint ## Lint, then every test with branch coverage, documentation examples included
	@.ci/system-packages
	$(BIN)/python -m pytest $(BOTH_CORES) --cov --cov-report=term --cov-fail-under=$(COVERAGE)

test-train: $(TRAIN)/.installed ## The tests that need torch, in an environment of their own
	@if find tests/train -name 'test_*.py' | grep -q .; \
	then $(TRAIN)/bin/python -m pytest tests/train; \
	else echo "tests/train has no tests yet"; fi

test-harness: .venv/.installed-dev $(HARNESSES:=/.installed) ## inspect-ai and lm-eval examine a model behind keju serve
	$(BIN)/python -m pytest tests/harness

bench: .venv/.installed-dev $(PEERS:=/.installed) ## Speed and memory, beside inspect-ai and lm-eval
	$(BIN)/python bench/run.py

study: .venv/.installed-dev .venv-bench-mathverify/.installed ## How right marks and verdicts are, beside peers
	@.ci/system-packages
	$(BIN)/python bench/study.py

fuzz: .venv-bench-fuzz/.installed ## Ten minutes of coverage-guided fuzzing of the parser of mathematics
	PYTHONPATH=src:. .venv-bench-fuzz/bin/python -m bench.fuzz_math $(SECONDS_OF_FUZZING)

lint: .venv/.installed-dev ## Style, types and the floors of the architecture
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@echo "$(BIN)/lint-imports and $(BIN)/mypy"; $(BIN)/lint-imports --no-logo & \
	$(BIN)/mypy; typed=$$?; wait $$! && exit $$typed

docs: .venv/.installed-dev ## Run the examples and check the links of the documentation
	$(BIN)/python -m pytest tests/integration/test_frame_documentation.py

lock: .venv/.installed-uv ## Lock versions again (newest ones: make lock UPGRADE=--upgrade)
	echo "uv" | $(COMPILE) $(UPGRADE) - -o requirements/uv.txt
	printf 'hatchling==1.27.0\neditables~=0.3\n' | $(COMPILE) $(UPGRADE) - -o requirements/build.txt
	$(COMPILE) $(UPGRADE) pyproject.toml -o requirements/core.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev -c requirements/core.txt -o requirements/dev.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --group train -c requirements/dev.txt \
		--excludes requirements/beside.in -o requirements/train.txt
	$(COMPILE) $(UPGRADE) --group bench-inspect -o requirements/bench-inspect.txt
	$(COMPILE) $(UPGRADE) --group bench-lmeval -o requirements/bench-lmeval.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --group bench-fuzz -c requirements/core.txt -o requirements/bench-fuzz.txt
	$(COMPILE) $(UPGRADE) --group bench-mathverify -o requirements/bench-mathverify.txt

clean: ## Remove environments, caches and reports; answers stay
	rm -rf .venv .venv-* .bench .coverage htmlcov build dist
	rm -rf .ruff_cache .mypy_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests bench -name __pycache__ -prune -exec rm -rf {} +

# The environments. A stamp is older than its lock when the lock has changed: installed again.

.venv/.installed-uv: requirements/uv.txt
	@echo "Making .venv ..."
	@.ci/make-environment .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.installed-%: requirements/%.txt requirements/build.txt pyproject.toml | .venv/.installed-uv
	@echo "Installing $< ..."
	@$(INSTALL) --python .venv -r $<
	@$(KEJU) --python .venv
	@touch $@

# The locked packages first, so that pip finds what torch needs and fetches torch alone. The lock is
# whole but for torch, which some of the packages ask for: hence --no-deps.
$(TRAIN)/.installed: requirements/train.txt requirements/build.txt pyproject.toml | .venv/.installed-uv
	@echo "Making $(TRAIN) ..."
	@.ci/make-environment $(TRAIN)
	@$(INSTALL) --no-deps --python $(TRAIN) -r $<
	@$(TRAIN)/bin/python -m pip install -qq --disable-pip-version-check "$(TORCH)"
	@$(KEJU) --python $(TRAIN)
	@touch $@

.venv-bench-%/.installed: requirements/bench-%.txt | .venv/.installed-uv
	@echo "Making .venv-bench-$* ..."
	@.ci/make-environment .venv-bench-$*
	@$(INSTALL) --python .venv-bench-$* -r $<
	@touch $@
