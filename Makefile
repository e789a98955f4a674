# make demo, make test: each does all set-up. PYTHON names the interpreter (3.11 or newer).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SHARED := ../shared

.PHONY: demo test setup lint types corpus schema train train-accurate labels evaluate bench clean

demo: setup
	@mkdir -p build/demo
	$(BIN)/thanhtra extract corpus/articles -o build/demo/records.jsonl --summary

test: setup
	$(BIN)/python -m pytest

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# The editable install maps folders to packages in a way that mypy cannot follow: check the wheel.
types: setup
	rm -rf build/types && $(BIN)/python -m pip install --quiet --no-deps --target build/types .
	cd build/types && MYPYPATH=. ../../$(BIN)/python -m mypy --config-file ../../pyproject.toml \
		--namespace-packages --explicit-package-bases -p thanhtra

corpus: setup
	$(BIN)/python -m thanhtra.corpus.build corpus

schema: setup
	$(BIN)/python -m thanhtra.schemas.jsonschema > schemas/record.schema.json

# Uses ../shared/train where it is there, else corpus/ alone, and says which.
train: setup
	@mkdir -p build
	$(BIN)/python -m thanhtra.models.train corpus/gold $(wildcard $(SHARED)/train) \
		--unseen build/fast-unseen.jsonl

# Goes on from its last checkpoint in build/encoder when it was stopped. Run `make train` before.
train-accurate: setup
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[train-accurate]'
	$(BIN)/python -m thanhtra.models.encoder_train corpus/gold $(wildcard $(SHARED)/train)

# Sentence classes by topic and length, and how far the probabilities can be trusted.
labels: setup
	$(BIN)/python tests/label_report.py $(wildcard $(SHARED)/dev $(SHARED)/seeds) corpus/gold --svg docs

evaluate: setup
	@mkdir -p build/evaluation
	$(if $(wildcard $(SHARED)/dev),$(BIN)/thanhtra evaluate $(SHARED)/dev --facts corpus/gold/dev-findings.jsonl --json build/evaluation/dev.json)
	$(if $(wildcard $(SHARED)/seeds),$(BIN)/thanhtra evaluate $(SHARED)/seeds --facts corpus/gold/seeds-inspections.jsonl --json build/evaluation/seeds.json)
	$(BIN)/thanhtra evaluate corpus/gold --json build/evaluation/written.json
	$(if $(wildcard $(SHARED)/dev),$(BIN)/thanhtra evaluate $(SHARED)/dev --model accurate --json build/evaluation/dev-accurate.json)
	$(if $(wildcard $(SHARED)/seeds),$(BIN)/thanhtra evaluate $(SHARED)/seeds --facts corpus/gold/seeds-inspections.jsonl --model accurate --json build/evaluation/seeds-accurate.json)

bench: setup
	$(BIN)/python tests/bench.py

clean:
	rm -rf build dist $(VENV) *.egg-info
