# Every target installs what it needs first; see scripts/setup.sh.
.PHONY: run test build bench lint fuzz clean help up down logs migrate backfill

COMPOSE := docker compose -f docker/compose.yaml
# With CONFIG=FILE, migrate and backfill work on that configuration with the built gateway; without, on what "make up" started.
ifdef CONFIG
ADMIN := artifacts/otlp-gateway/otlp-gateway --config $(CONFIG)
else
ADMIN := $(COMPOSE) run --rm consumer --config /etc/otlp-gateway/consumer.yaml
endif

help: ## lists the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

build: ## builds artifacts/otlp-gateway/otlp-gateway
	@scripts/build.sh

run: ## builds what has changed and runs the gateway on config/embedded.yaml
	@scripts/build.sh run
	@exec artifacts/otlp-gateway/otlp-gateway --welcome --config config/embedded.yaml

test: ## builds and runs every test
	@scripts/test.sh

bench: build ## runs the benchmarks and prints their figures
	@scripts/bench.sh

lint: ## checks formatting; analyzers are errors in every build
	@scripts/lint.sh

fuzz: build ## fuzzes the protobuf and JSON edges for FUZZ_SECONDS (default 600)
	@scripts/fuzz.sh

up: ## starts both tiers, Kafka, ClickHouse, Prometheus and Grafana with docker compose
	@$(COMPOSE) up -d --build --wait

down: ## stops what "up" started; its data stay
	@$(COMPOSE) down

logs: ## follows the log of both tiers
	@$(COMPOSE) logs -f --tail 100 gateway consumer

migrate: ## creates and updates tables and topics; CONFIG=FILE for a configuration of your own
	@$(ADMIN) migrate $(ARGS)

backfill: ## replays TOPIC=... FROM=... TO=... from the log into the tables
	@test -n "$(TOPIC)" -a -n "$(FROM)" -a -n "$(TO)" || { echo 'usage: make backfill TOPIC=otlp_spans FROM=... TO=... [CONFIG=FILE]' >&2; exit 1; }
	@$(ADMIN) backfill --topic "$(TOPIC)" --from "$(FROM)" --to "$(TO)" $(ARGS)

clean: ## removes what the build made; not the data directory
	@rm -rf artifacts
	@find src tests bench -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
