# Every target makes what it needs: Python 3.11 (or later), make and pip are enough.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
BIN := .venv/bin
READY := .venv/.ready
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check soak test-system screenshots bench clean

help: ## Cette aide
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

$(READY): pyproject.toml setup.py constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Bibtui demande Python 3.11 ou plus récent : make PYTHON=/chemin/vers/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installation dans .venv (une minute la première fois)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev,web]'
	@touch $@

demo: $(READY) ## Ouvrir la démonstration (NETWORK=vallees-du-clain pour un autre réseau)
	@$(BIN)/bibtui demo $(NETWORK) $(ARGS)

test: $(READY) ## Lancer les tests, sur SQLite et sur PostgreSQL (ARGS=… pour pytest)
	@$(BIN)/pytest -q -n 3 $(ARGS)

check: $(READY) ## Relire le code : mise en forme, règles, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

soak: $(READY) ## Lancer les essais longs et tirés au hasard
	@$(BIN)/pytest -q -m soak $(ARGS)

test-system: $(READY) ## Lancer les essais avec un vrai sshd, un navigateur, une console
	@$(BIN)/pytest -q -m system $(ARGS)

screenshots: $(READY) ## Dessiner les écrans de la démonstration dans docs/screenshots
	@$(BIN)/python docs/screenshots.py $(ARGS)

bench: $(READY) ## Mesurer, en rapports dans une même exécution
	@$(BIN)/python -m bench $(ARGS)

clean: ## Effacer l'environnement et ce qui se refait
	@rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
