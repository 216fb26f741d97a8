// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Exporters.Debug;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Debug;

public sealed class DebugExporterTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly TestSettings _settings;
    private readonly BatchFactory _batches = new();
    private readonly StringWriter _stdout = new();
    private readonly StringWriter _stderr = new();
    private readonly DebugExporterOptions _options = new() { UseInternalLogger = false };

    public DebugExporterTests() => _settings = new TestSettings(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DebugVerbosity.Basic, "Logs: log records: 2")]
    [InlineData(DebugVerbosity.Normal, "Logs: log records: 2, bytes: ")]
    [InlineData(DebugVerbosity.Detailed, "{\"resourceLogs\":[")]
    public async Task Consume_Batch_IsShownAsAskedFor(DebugVerbosity verbosity, string start)
    {
        _options.Verbosity = verbosity;

        Assert.Equal(OutcomeKind.Accepted, (await ConsumeAsync(Exporter(), 2)).Kind);

        Assert.StartsWith(start, _stdout.ToString(), StringComparison.Ordinal);
        Assert.Empty(_stderr.ToString());
    }

    [Fact]
    public async Task Consume_ToStandardError_IsShownThere()
    {
        _options.OutputPaths = ["stderr"];

        await ConsumeAsync(Exporter(), 1);

        Assert.Equal("Logs: log records: 1", _stderr.ToString().Trim());
        Assert.Empty(_stdout.ToString());
    }

    [Fact]
    public async Task Consume_ManyBatches_ShowsTheFirstOfEachSecondAndOneInSoMany()
    {
        _options.SamplingInitial = 2;
        _options.SamplingThereafter = 5;
        DebugExporter exporter = Exporter();
        for (int i = 0; i < 12; i++)
        {
            await ConsumeAsync(exporter, 1);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        await ConsumeAsync(exporter, 1);

        Assert.Equal(2 + 2 + 1, _stdout.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Consume_Cancelled_IsAnOutcome()
    {
        using TelemetryBatch batch = _batches.Make(Signal.Logs);

        Assert.Equal(OutcomeKind.Cancelled, (await Exporter().ConsumeAsync(batch, new CancellationToken(canceled: true))).Kind);
    }

    [Fact]
    public async Task Stop_TwiceAndWithoutStart_IsHarmless()
    {
        DebugExporter exporter = Exporter();
        await exporter.StopAsync(Token);
        await exporter.StartAsync(Token);
        await exporter.StopAsync(Token);
        await exporter.StopAsync(Token);
    }

    [Theory]
    [InlineData("sampling_initial: -1", "sampling_initial")]
    [InlineData("sampling_thereafter: -1", "sampling_thereafter")]
    [InlineData("output_paths: [/tmp/x]", "output_paths::0")]
    [InlineData("verbosity: loud", "verbosity")]
    public void Validate_BadOption_NamesIt(string yaml, string path)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<DebugExporterOptions>(yaml, diagnostics);

        Assert.Contains(diagnostics.Errors, error => error.Path == path);
    }

    public void Dispose()
    {
        _settings.Dispose();
        _stdout.Dispose();
        _stderr.Dispose();
    }

    private DebugExporter Exporter() => new(_settings.For("debug"), _options, Signal.Logs, _stdout, _stderr);

    private async Task<Outcome> ConsumeAsync(DebugExporter exporter, int items)
    {
        using TelemetryBatch batch = _batches.Make(Signal.Logs, items);
        return await exporter.ConsumeAsync(batch, Token);
    }
}
