// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Metrics.V1;
using Xunit;
using static OtlpGateway.Processors.Tests.Cardinality.CardinalityRig;

namespace OtlpGateway.Processors.Tests.Cardinality;

/// <summary>Many batches at once share what is known of labels.</summary>
public sealed class CardinalityConcurrencyTests
{
    [Fact]
    public async Task Process_ManyBatchesAtOnce_EachValueBecomesWhatItShould()
    {
        const int Limit = 50;
        await using CardinalityRig rig = await StartAsync($"{{policies: [{{label: few, action: limit, limit: {Limit}}}], window: 1m, min_observation: 10s, max_labels: 150}}");
        await Parallel.ForAsync(0, 300, TestContext.Current.CancellationToken, async (number, _) =>
        {
            if (number % 20 == 0)
            {
                // Ends windows and forgets labels beside the batches.
                await rig.AdvanceAsync(TimeSpan.FromMinutes(1));
            }

            foreach (NumberDataPoint point in Points(await rig.SendAndParseAsync(Request(number))))
            {
                int value = (int)point.AsInt;
                Assert.Equal(
                    $"/users/{{id}}/{CardinalityDecisionTests.Name(value % 10)}|{CardinalityDecisionTests.Name(number % 7)}",
                    string.Join('|', point.Attributes.Where(attribute => attribute.Key is "path" or "env").Select(attribute => attribute.Value.StringValue)));
                Assert.DoesNotContain(point.Attributes, attribute => attribute.Key == "user");
                string few = point.Attributes.Single(attribute => attribute.Key == "few").Value.StringValue;
                Assert.True(few == "other" || few == CardinalityDecisionTests.Name(value), few);
            }
        });

        List<string?> left = await rig.SendValuesAsync("m0", "few", CardinalityDecisionTests.Names(0, 100));
        Assert.Equal(Limit + 1, left.Distinct().Count());
    }

    private static IEnumerable<NumberDataPoint> Points(ExportMetricsServiceRequest request) =>
        request.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Gauge.DataPoints;

    private static byte[] Request(int number)
    {
        ExportMetricsServiceRequest request = Gauge($"m{number % 40}", [.. Enumerable.Range(0, 100).Select(value => (IEnumerable<OpenTelemetry.Proto.Common.V1.KeyValue>)
        [
            Text("path", $"/users/{1000 + value}/{CardinalityDecisionTests.Name(value % 10)}"),
            Text("env", CardinalityDecisionTests.Name(number % 7)),
            Text("few", CardinalityDecisionTests.Name(value)),
            Text("user", $"u{value}.{number}@example.com"),
        ])]);
        for (int value = 0; value < 100; value++)
        {
            Points(request).ElementAt(value).AsInt = value;
        }

        return request.ToByteArray();
    }
}
