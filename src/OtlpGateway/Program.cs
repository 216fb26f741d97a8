// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Cli;

return await CommandLine.RunAsync(args);
