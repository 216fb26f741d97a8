// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log.Contract;
using OtlpGateway.Testing.Log;

namespace OtlpGateway.Log.Tests.Contract;

public sealed class EmbeddedLogContractTests : LogContractTests
{
    private readonly TempDirectory _directory = new();
    private readonly Meter _meter = new("log-contract");
    private EmbeddedLogs? _logs;

    protected override ValueTask<ILogClient> OpenAsync()
    {
        _logs = new EmbeddedLogs(TimeProvider.System, _meter, NullLogger.Instance);
        return _logs.OpenAsync(LogAddress.Embedded(_directory.Path), null, Token);
    }

    protected override async ValueTask CloseAsync()
    {
        await _logs!.DisposeAsync();
        _meter.Dispose();
        _directory.Dispose();
    }
}
