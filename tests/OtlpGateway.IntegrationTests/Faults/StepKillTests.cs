// SPDX-License-Identifier: Apache-2.0

using System.Net;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary><c>kill -9</c> between any two steps of a range's way from the log into the tables; docs/delivery.md draws them.</summary>
public sealed class StepKillTests
{
    private const string StopAt = "OTLP_GATEWAY_TEST_STOP_AT";
    private const int MostRequests = 400;
    private const int Killed = 137;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("claim_written:1")]
    [InlineData("claim_written:3")]
    [InlineData("claim_read:2")]
    [InlineData("table_inserted:1")]
    [InlineData("table_inserted:3")]
    [InlineData("done_written:1")]
    [InlineData("done_written:2")]
    [InlineData("offset_committed:5")]
    public async Task Kill_BetweenTwoSteps_TablesAndTheirViewsHaveWhatWasAcknowledgedOnce(string step)
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);
        Assert.Equal(0, await gateway.StopAsync(Cancelled));
        gateway.Variables[StopAt] = step;
        await gateway.RestartAsync(Cancelled);
        int acknowledged = await PostUntilDeathAsync(gateway);
        Assert.Equal(Killed, await gateway.EndAsync(Cancelled));
        gateway.Variables.Clear();
        await gateway.RestartAsync(Cancelled);

        // Who got no answer sends the same bytes again, and some more to see that it goes on.
        for (int number = acknowledged; number < acknowledged + 5; number++)
        {
            using HttpResponseMessage response = await gateway.PostAsync("/v1/traces", OneSpan.Json("steps", number), Cancelled);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await gateway.WaitUntilConsumedAsync(Cancelled);
        int expected = acknowledged + 5;
        await gateway.Sql.WaitForAsync("SELECT count() FROM otel_traces WHERE ServiceName = 'steps'", expected, Cancelled);
        Assert.Equal($"{expected}\t{expected}", await gateway.Sql.TextAsync("SELECT count(), uniqExact(SpanId) FROM otel_traces WHERE ServiceName = 'steps'", Cancelled));
        Assert.Equal($"{expected}\t{expected}", await gateway.Sql.TextAsync("SELECT count(), uniqExact(TraceId) FROM otel_traces_trace_id_ts", Cancelled));
        Assert.Equal("0", await gateway.Sql.TextAsync("SELECT count() FROM otlpgateway_dead_letters", Cancelled));
        Assert.Equal("0", await gateway.Sql.TextAsync("SELECT count() FROM (SELECT Start FROM otlpgateway_claims GROUP BY ALL HAVING max(State) != 'done')", Cancelled));
    }

    /// <summary>Requests one after the other until one gets no answer; how many were acknowledged.</summary>
    private static async Task<int> PostUntilDeathAsync(GatewayProcess gateway)
    {
        for (int number = 0; number < MostRequests; number++)
        {
            try
            {
                using HttpResponseMessage response = await gateway.PostAsync("/v1/traces", OneSpan.Json("steps", number), Cancelled);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
            catch (HttpRequestException)
            {
                return number;
            }

            // So that there is more than one range.
            await Task.Delay(10, Cancelled);
        }

        Assert.Fail($"The gateway answered {MostRequests} requests and did not come to the step.");
        return -1;
    }
}
