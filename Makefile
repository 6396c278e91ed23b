# The one door to every task; `make help` lists them.
# Plain enough for GNU make 3.81 (macOS) and for Git Bash on Windows.

ifeq ($(OS),Windows_NT)
BIN := Scripts
else
BIN := bin
endif
PY := .venv/$(BIN)/python
PEERS_PY := .venv-peers/$(BIN)/python
OTHERS_PY := .venv-others/$(BIN)/python
HUB_PY := .venv-hub/$(BIN)/python
WHEEL_PY := _build/wheel/venv/$(BIN)/python
READY := .venv/.ready
PEERS_READY := .venv-peers/.ready
OTHERS_READY := .venv-others/.ready
NBGRADER_PY := .venv-nbgrader/$(BIN)/python
NBGRADER_READY := .venv-nbgrader/.ready
HUB_READY := .venv-hub/.ready
PORT := 8000
# For two processes on two cores: a product of which another process holds up one half waits long.
ONE_THREAD := OPENBLAS_NUM_THREADS=1

# Addresses: the repository's (https://github.com/owner/name) turns the launch buttons on, a hub's
# (https://hub.example.org) the one that opens a notebook there; the site's own
# (https://example.org/cnn/) is what the codes for phones lead to.
export REPO_URL HUB_URL SITE_URL

.PHONY: help book serve lab notebooks answers course own slides worksheets pdf epub dist test quick fuzz lint \
  format browser constraints digits peers engines golden parity bench bench-explorers bench-site clean \
  distclean bench-shared bench-hub bench-readers classroom pyodide downloads publish-notebooks wheel write

help: ## list every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

book: $(READY) ## build the book into _build/html (the first run makes .venv)
	@$(ONE_THREAD) $(PY) -m book.tools.build

serve: book ## show the book on http://127.0.0.1:8000 (PORT=… for another port)
	$(PY) -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

lab: $(READY) ## open the chapters in JupyterLab as a reader gets them; what you change there is kept
	$(PY) -m book.tools.reader --lab
	$(PY) -m jupyterlab _build/lab/chapters

write: $(READY) ## open the chapters in JupyterLab as they are written
	$(PY) -m jupyterlab chapters

notebooks: $(READY) ## execute the chapters and the exam, and store their outputs in place
	$(ONE_THREAD) $(PY) -m book.tools.notebooks

answers: $(READY) ## seal the answers of the exercises into cnnlib
	$(PY) -m book.tools.answers

course: $(READY) ## write what a class needs into _build/course: notebooks, questions for an LMS, cards
	$(PY) -m book.tools.course
	$(PY) -m book.tools.questions

downloads: book ## run each notebook as a reader downloads it, alone and with nothing installed; minutes
	$(PY) -m book.tools.downloads

publish-notebooks: $(READY) ## push those notebooks as the branch that the launch buttons open (REMOTE=…)
	$(PY) -m book.tools.reader --push $(or $(REMOTE),origin)

own: $(READY) ## build a book of your own from a folder over this one (BOOK=../mine; THEN="paper book")
	@$(ONE_THREAD) $(PY) -m book.tools.own $(BOOK) $(THEN)

slides: book ## print the slides of each chapter as PDF into _build/slides
	$(PY) -m book.tools.paper slides

worksheets: book ## print worksheets for each chapter, and the teacher's copies, into _build/worksheets
	$(PY) -m book.tools.paper worksheets

pdf: book ## print the whole book as one PDF into _build/pdf
	$(PY) -m book.tools.paper book

epub: book ## write the book as an e-book (EPUB 3) into _build/epub
	$(PY) -m book.tools.epub

dist: book ## pack the site into one zip with a checksum into _build/dist
	$(PY) -m book.tools.dist

test: lint ## run every test: cnnlib, chapters, build, site in a browser (and the linter)
	$(ONE_THREAD) $(PY) -m pytest -n 2 --dist loadscope --no-loadscope-reorder --nbval --nbval-sanitize-with=tests/nbval.cfg

# What needs a browser, a kernel or bundles, and what tries much.
LONG := site test_notebooks.py test_reader.py test_course.py test_asking.py test_own.py \
  test_marking.py test_questions.py test_route_check.py \
  test_fuzz.py test_fuzz_layers.py test_fuzz_networks.py test_fuzz_normalization.py

quick: lint ## run the linter and the unit tests, half a minute
	$(ONE_THREAD) $(PY) -m pytest -n 2 --dist loadscope -p no:nbval cnnlib tests $(addprefix --ignore=tests/,$(LONG))

# The tests that need nothing of the book: with -P, this folder is nowhere on Python's path.
wheel: $(READY) ## build the wheel, and run cnnlib's tests where it is installed (needs the network)
	@rm -rf _build/wheel
	@$(PY) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir _build/wheel .
	@$(PY) -m venv _build/wheel/venv
	@$(WHEEL_PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt \
	  pytest hypothesis scikit-learn beautifulsoup4 "$$(ls _build/wheel/*.whl)[figures,onnx,safetensors,training,widgets]"
	$(ONE_THREAD) $(WHEEL_PY) -P -m pytest -q -o pythonpath=peers tests/wheel.py \
	  $$(grep -LE '^(from|import) (book|nbformat)' tests/test_*.py tests/explorers/test_*.py)

fuzz: $(READY) ## look for wrong answers in many thousands of random calls, minutes (SEED=…)
	HYPOTHESIS_PROFILE=long $(PY) -m pytest tests/test_fuzz*.py $(if $(SEED),--hypothesis-seed=$(SEED))

lint: $(READY) ## check style and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: $(READY) ## mend style where a tool can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

browser: $(READY) ## fetch a Chromium for the site tests, where the system has none
	$(PY) -m playwright install chromium

# Kept with the environments: both come from a registry, and a test needs both.
pyodide: $(READY) ## fetch the Python that runs in a browser, for its test (needs npm)
	npm install --prefix .venv --no-save --no-audit --no-fund pyodide@314.0.7

constraints: ## resolve the tested set anew from requirements.txt (needs uv)
	uv pip compile --universal --upgrade --python-version 3.11 --fork-strategy fewest --no-annotate \
	  --custom-compile-command 'make constraints' requirements.txt -o constraints.txt

digits: $(READY) ## train the LeNet that reads the drawing pad anew, a minute
	$(PY) -m book.tools.train_digits

ifdef ENGINE
peers: $(READY) ## install PyTorch, PaddlePaddle, ONNX and the counters, or one engine (ENGINE=ncnn)
	$(PY) peers/install_engine.py $(ENGINE)
else
peers: $(PEERS_READY)
endif

engines: $(READY) ## ask all installed engines again where they differ, and list what changed
	$(PY) peers/ask_engines.py

golden: peers $(OTHERS_READY) ## write the frameworks' and the counters' answers anew into tests/golden
	$(PEERS_PY) peers/golden.py
	$(OTHERS_PY) peers/other_counters.py

parity: peers ## compare cnnlib with the live frameworks on fresh random settings (SEED=…)
	$(PEERS_PY) peers/parity.py $(if $(SEED),--seed $(SEED))

# nbgrader calls a program of its own by its bare name, so its environment is on the path there.
classroom: $(NBGRADER_READY) course ## mark a class of 300, with cnnlib and with nbgrader (STOCK=… runs by nbgrader alone)
	$(ONE_THREAD) PYTHONPATH=.:peers $(PY) -m classroom $(if $(STOCK),--stock $(STOCK))

# Timed with the NumPy that the book is read with; only paddle.flops needs the older one. Without
# threadpoolctl cnnlib would share no work among threads.
bench: peers ## time cnnlib against the live frameworks, in one run
	@[ -f .venv-peers/bench/threadpoolctl.py ] || $(PEERS_PY) -m pip install --quiet \
	  --disable-pip-version-check --no-deps --upgrade --target .venv-peers/bench -c constraints.txt \
	  numpy threadpoolctl
	PYTHONPATH=.venv-peers/bench $(PEERS_PY) benchmarks/bench.py

bench-explorers: $(READY) ## time the explorers in Chromium, from an input event to the painted result
	$(PY) benchmarks/explorers.py

bench-site: book ## weigh and time the site's pages and its search in Chromium (BEFORE=…: an older _build/html)
	$(PY) benchmarks/site.py $(if $(BEFORE),--before $(BEFORE))

bench-shared: $(READY) ## time two trainings at once, as in a class on one server
	$(PY) benchmarks/shared_cores.py

bench-hub: $(HUB_READY) ## try the hub with twenty students on this machine (needs npm)
	$(HUB_PY) benchmarks/hub.py

bench-readers: book ## ask one core of nginx for the site's pages (needs nginx and wrk)
	$(PY) benchmarks/readers.py

clean: ## remove what was built
	rm -rf _build .pytest_cache .ruff_cache .hypothesis
	find . -name '.venv*' -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove what was built and the environments
	rm -rf .venv .venv-peers .venv-others .venv-engines .venv-nbgrader .venv-hub

$(READY): requirements.txt constraints.txt pyproject.toml
	@[ -x $(PY) ] || { \
	  found=; \
	  for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	      found=$$python; break; \
	    fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo 'No Python 3.11 or newer found on PATH. Install one, or name it: make book PYTHON=/path/to/python3' >&2; \
	    exit 1; \
	  fi; \
	  $$found -m venv .venv || { \
	    rm -rf .venv; \
	    echo "$$found cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	    exit 1; \
	  }; \
	}
	@echo 'Installing into .venv (about half a minute, once) ...'
	@$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -r requirements.txt -e '.[figures,training,widgets]'
	@touch $(READY)

$(PEERS_READY): peers/requirements.txt $(READY)
	@[ -x $(PEERS_PY) ] || $(PY) -m venv .venv-peers
	@echo 'Installing into .venv-peers (a few GB; minutes, once) ...'
	@$(PEERS_PY) -m pip install --quiet --disable-pip-version-check -r peers/requirements.txt -e .
	@touch $(PEERS_READY)

# TensorFlow and JAX want other versions beside them than PyTorch and PaddlePaddle.
$(OTHERS_READY): peers/requirements-others.txt $(READY)
	@[ -x $(OTHERS_PY) ] || $(PY) -m venv .venv-others
	@$(OTHERS_PY) -m pip install --quiet --disable-pip-version-check -r peers/requirements-others.txt -e .
	@touch $(OTHERS_READY)

$(NBGRADER_READY): peers/requirements-nbgrader.txt $(READY)
	@[ -x $(NBGRADER_PY) ] || $(PY) -m venv .venv-nbgrader
	@$(NBGRADER_PY) -m pip install --quiet --disable-pip-version-check -r peers/requirements-nbgrader.txt
	@touch $(NBGRADER_READY)

# A student's server as the image has it, and the hub beside it.
$(HUB_READY): .binder/requirements.txt constraints.txt hub/requirements.txt hub/install.sh $(READY)
	@[ -x $(HUB_PY) ] || $(PY) -m venv .venv-hub
	@sh hub/install.sh $(HUB_PY)
	@$(HUB_PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -r hub/requirements.txt
	@npm install --prefix .venv-hub --no-save --no-audit --no-fund configurable-http-proxy@5.3.0
	@touch $(HUB_READY)
