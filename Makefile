# Every target installs what it needs first; see scripts/setup.sh.
.PHONY: run test build bench lint fuzz clean help

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

clean: ## removes what the build made; not the data directory
	@rm -rf artifacts
	@find src tests bench -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
