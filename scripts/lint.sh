#!/usr/bin/env bash
# Format check; analyzers run as errors in every build.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet restore OtlpGateway.sln -v quiet -nologo
dotnet format OtlpGateway.sln --no-restore --verify-no-changes --severity warn
