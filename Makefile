# Each target does the set-up that it needs, on a machine with a bare Python 3.11+.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
TORCH := 2.13.0
export MADOGUCHI_KB ?= $(CURDIR)/kb-data
SAMPLE_KB := build/sample-kb
EVAL_KB := build/eval-kb
HOST ?= 127.0.0.1
PORT ?= 7860

.PHONY: help install install-dev run demo test lint eval bench bundle clean sample-kb

help:
	@echo "make run    インストールし、資料がなければ見本の市を取り込み、http://$(HOST):$(PORT) で動かす"
	@echo "make demo   見本の市を取り込み、3つの質問に答える"
	@echo "make test   検査に必要なものを入れ、すべての検査を行う"
	@echo "make eval   見本の市の質問で正答率を測る"
	@echo "make bench  速さを測る"
	@echo "make bundle ネットワークのない機械に入れる一式を build/bundle に作る"

install: $(VENV)/.installed

# torch comes first and alone: from the public index it would bring CUDA packages.
$(VENV)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	PIP="$(PIP)" TORCH="$(TORCH)" sh scripts/install-torch.sh
	$(PIP) install --quiet --constraint requirements.lock --editable ".[models]"
	touch $@

install-dev: $(VENV)/.installed-dev

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install --quiet --constraint requirements.lock --editable ".[models,llm,dev]"
	sh scripts/install-browser.sh
	touch $@

run: install
	@test -e "$(MADOGUCHI_KB)/current" || $(MAKE) --no-print-directory ingest-sample KB="$(MADOGUCHI_KB)"
	$(BIN)/madoguchi serve --host $(HOST) --port $(PORT)

.PHONY: ingest-sample
ingest-sample:
	$(BIN)/madoguchi ingest --kb "$(KB)" sample/public
	$(BIN)/madoguchi ingest --kb "$(KB)" --audience staff sample/staff

sample-kb: install
	@$(MAKE) --no-print-directory ingest-sample KB="$(SAMPLE_KB)"

demo: sample-kb
	@for question in "引っ越してきたときの手続きはどこですか" "住民投票の条文は第何条？" "ごみを減らす目標を教えて"; do \
	  echo; echo "■ $$question"; $(BIN)/madoguchi ask --kb $(SAMPLE_KB) "$$question"; \
	done

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Most of tests/deployment waits for servers, so that it costs little beside the others.
test: lint
	@mkdir -p build
	$(BIN)/python -m pytest tests/deployment > build/deployment.log 2>&1 & beside=$$!; \
	  $(BIN)/python -m pytest --ignore=tests/deployment; others=$$?; \
	  wait $$beside; deployment=$$?; cat build/deployment.log; \
	  exit $$((others + deployment))
	@$(MAKE) --no-print-directory eval

# Made anew: an older program's knowledge base would be what is measured.
eval: install-dev
	rm -rf $(EVAL_KB)
	@$(MAKE) --no-print-directory ingest-sample KB="$(EVAL_KB)"
	$(BIN)/madoguchi-eval run --kb $(EVAL_KB) --out build/eval \
	  --thresholds eval/sets/thresholds.json eval/sets/*.jsonl

bench: sample-kb install-dev
	$(BIN)/madoguchi-eval bench --out build/bench
	$(BIN)/python -m eval.bench_page --kb $(SAMPLE_KB) --out build/bench/page.md

bundle: install
	PIP="$(PIP)" PYTHON="$(BIN)/python" sh scripts/bundle.sh

clean:
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
