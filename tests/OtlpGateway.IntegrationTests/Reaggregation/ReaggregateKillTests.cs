// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.IntegrationTests.Faults;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Reaggregation;

/// <summary>Merged counters across <c>kill -9</c> of the whole gateway, on an embedded log.</summary>
public sealed class ReaggregateKillTests : IDisposable
{
    private const int Kills = 5;
    private const int Killed = 137;
    private const int Seed = 20261120;

    private readonly string _folder = Directory.CreateTempSubdirectory("reaggregate-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Output => Path.Combine(_folder, "out.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Kill_UnderLoad_NoOutputFallsAndTheTotalIsExact()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Arguments, Cancelled);
        await using MetricLoad load = MetricLoad.Start(gateway.Http, Seed);
        Random random = new(Seed);
        for (int kill = 0; kill < Kills; kill++)
        {
            await load.WaitForMoreAsync(random.Next(20, 400), Cancelled);
            await gateway.KillAsync();
            await gateway.RestartAsync(Cancelled);
        }

        await load.WaitForMoreAsync(20, Cancelled);
        await load.EndAsync();
        await FaultSite.WaitAsync(() => Task.FromResult(OutputFile.IsAllOut(load.Totals, Output)), "everything given out");
        Assert.Equal(0, await gateway.StopAsync(Cancelled));
        List<OutputPoint> points = OutputFile.Read(Output);
        OutputFile.AssertNeverFalls(points, load.Totals);
    }

    [Theory]
    [InlineData("emission_marked:1")]
    [InlineData("emission_marked:4")]
    [InlineData("emitted:3")]
    [InlineData("state_saved:1")]
    [InlineData("state_saved:2")]
    public async Task Kill_BetweenTwoSteps_NoOutputFallsAndTheTotalIsExact(string step)
    {
        await using GatewayProcess gateway = GatewayProcess.Prepare(Arguments);
        gateway.Variables["OTLP_GATEWAY_TEST_STOP_AT"] = step;
        await gateway.RestartAsync(Cancelled);
        await using MetricLoad load = MetricLoad.Start(gateway.Http, Seed);
        Assert.Equal(Killed, await gateway.EndAsync(Cancelled));
        gateway.Variables.Clear();
        await gateway.RestartAsync(Cancelled);
        await load.WaitForMoreAsync(50, Cancelled);
        await load.EndAsync();
        await FaultSite.WaitAsync(() => Task.FromResult(OutputFile.IsAllOut(load.Totals, Output)), "everything given out");
        OutputFile.AssertNeverFalls(OutputFile.Read(Output), load.Totals);
    }

    [Fact]
    public async Task Stop_GivesOutEverythingAndANewStartGoesOn()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Arguments, Cancelled);
        await using (MetricLoad load = MetricLoad.Start(gateway.Http, Seed))
        {
            await load.WaitForMoreAsync(50, Cancelled);
            await load.EndAsync();
            await FaultSite.WaitAsync(() => Task.FromResult(OutputFile.IsAllOut(load.Totals, Output)), "everything given out");
            Assert.Equal(0, await gateway.StopAsync(Cancelled));
            List<OutputPoint> before = OutputFile.Read(Output);
            await gateway.RestartAsync(Cancelled);
            await FaultSite.WaitAsync(() => Task.FromResult(OutputFile.Read(Output).Count > before.Count), "more is given out");
            OutputFile.AssertNeverFalls(OutputFile.Read(Output), load.Totals);
        }
    }

    private string[] Arguments(FreePorts ports) =>
    [
        "--config",
        "yaml:{receivers: {otlp: {protocols: {grpc: {}, http: {}}}, kafka: {brokers: ['embedded:${env:OTLP_GATEWAY_DATA}/log'], group_id: metrics}}, "
        + "processors: {attributes: {actions: [{key: user, action: delete}]}, "
        + "reaggregate: {interval: 1s, drop_resource_attributes: [service.instance.id], state: {snapshot_interval: 3s}}}, "
        + $"exporters: {{kafka: {{brokers: ['embedded:${{env:OTLP_GATEWAY_DATA}}/log'], partition_metrics_by: metric}}, file: {{path: '{Output}', append: true}}}}, "
        + "extensions: {health_check: {}}, "
        + "service: {extensions: [health_check], pipelines: {"
        + "metrics/in: {receivers: [otlp], processors: [attributes], exporters: [kafka]}, "
        + "metrics/out: {receivers: [kafka], processors: [reaggregate], exporters: [file]}}}}",
        .. GatewayProcess.OtlpArguments(ports),
        .. GatewayProcess.OwnArguments(ports),
    ];
}
