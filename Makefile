# The commands of daily life; `make` alone lists them. Nothing but Python 3.11 or newer
# is needed. PORT, HCSS_HOME, HCSS_VENV and PYTHON may be given: make demo PORT=8001
.DEFAULT_GOAL := help
.PHONY: help demo test quick check format lock secrets

# One plain command each, so that a signal to make reaches the script itself.
run = @sh scripts/with-python.sh
locking = --quiet --generate-hashes --universal --python-version 3.11 --no-header

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Try it: a whole service with made-up people, until Ctrl-C
	$(run) scripts/demo.py

test: ## Run every check and every test, on SQLite and PostgreSQL; ARGS="-k word" for some
	$(run) scripts/check.py all $(ARGS)

quick: ## Run the tests on SQLite without browser and real processes; ARGS="-k word"
	$(run) scripts/check.py quick $(ARGS)

check: ## Run the checks that need no test: form, types, layers, templates, migrations
	$(run) scripts/check.py static

format: ## Put Python and templates into the house's form
	$(run) scripts/check.py format

lock: ## Lock the requirements again with their hashes (needs uv)
	uv pip compile $(locking) -o requirements/runtime.txt requirements/runtime.in
	uv pip compile $(locking) -o requirements/development.txt -c requirements/runtime.txt requirements/runtime.in requirements/development.in

secrets: ## Make the secrets that docker-compose.yml mounts, in var/secrets
	$(run) scripts/secrets_for_compose.py
