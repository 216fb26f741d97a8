// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.Processors.Cardinality;
using OtlpGateway.Processors.Cardinality.Labels;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Processors.Tests.Cardinality;

/// <summary>What the processor takes for 10,000 pairs of metric and label, measured on the heap.</summary>
[Collection(nameof(CardinalityMemoryTests))]
[CollectionDefinition(nameof(CardinalityMemoryTests), DisableParallelization = true)]
public sealed class CardinalityMemoryTests(ITestOutputHelper output)
{
    private const int Pairs = 10_000;
    private const long Most = 64L << 20;

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    /// <summary>A million distinct values in an hour, however they are spread; then another million in the next.</summary>
    [Theory]
    [InlineData(Pairs, 100, "word")]
    [InlineData(10, 100_000, "word")]
    [InlineData(Pairs, 100, "path")]
    public void Process_MillionsOfValues_StayWithinTheBound(int busyPairs, int valuesEach, string form)
    {
        CardinalityOptions options = new();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        LabelBook book = new(options, 7, Now);
        using CardinalityRun run = new(book);
        for (int window = 0; window < 2; window++)
        {
            for (int metric = 0; metric < Pairs; metric++)
            {
                Send(run, metric, metric < busyPairs ? valuesEach : 1, window, form);
            }

            if (window == 0)
            {
                book.Labels.All().ForEach(label => label.Rotate());
                book.BeginEpoch(Now.AddHours(1));
            }
        }

        run.Output.Detach().Dispose();
        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{book.Labels.Count} labels, {busyPairs} with {valuesEach} values of form {form} in each window: {taken >> 20} MiB");
        Assert.Equal(Pairs, book.Labels.Count);
        Assert.InRange(taken, 1, Most);
        Assert.InRange(taken, 1, CardinalityMemory.MostBytes(options));
        GC.KeepAlive(book);
    }

    private static void Send(CardinalityRun run, int metric, int values, int window, string form)
    {
        using ProtobufWriter request = new();
        int resource = request.BeginMessage(MetricsFields.MetricsData.ResourceMetrics);
        int scope = request.BeginMessage(MetricsFields.ResourceMetrics.ScopeMetrics);
        int message = request.BeginMessage(MetricsFields.ScopeMetrics.Metrics);
        request.WriteStringField(MetricsFields.Metric.Name, Text($"requests_of_some_service_{metric}_total"));
        int sum = request.BeginMessage(MetricsFields.Metric.Sum);
        for (int value = 0; value < values; value++)
        {
            int point = request.BeginMessage(MetricsFields.Sum.DataPoints);
            int attribute = request.BeginMessage(MetricsFields.NumberDataPoint.Attributes);
            request.WriteStringField(CommonFields.KeyValue.Key, "http.route");
            int body = request.BeginMessage(CommonFields.KeyValue.Value);
            request.WriteStringField(CommonFields.AnyValue.StringValue, Value(form, metric, value + (window * values)));
            request.EndMessage(body);
            request.EndMessage(attribute);
            request.EndMessage(point);
        }

        request.EndMessage(sum);
        request.EndMessage(message);
        request.EndMessage(scope);
        request.EndMessage(resource);
        run.Begin(Now);
        CardinalityPolicy policy = new(run);
        AttributeRewriter.Rewrite(Signal.Metrics, request.WrittenSpan, ref policy, run.Output);
        run.End();
        run.Output.Clear();
    }

    private static string Value(string form, int metric, int value) => form switch
    {
        "uuid" => new Guid(metric, 1, 2, 3, 4, 5, 6, (byte)(value >> 16), (byte)(value >> 8), (byte)value, 9).ToString(),
        "path" => Text($"/{Letters(value % 97)}/{Letters(metric)}/{Letters(value)}/items/{value}"),
        "statement" => Text($"SELECT {Letters(value % 89)} FROM {Letters(metric)}_{Letters(value)} WHERE id = {value}"),
        _ => Letters(value) + "-customer",
    };

    private static string Letters(int number)
    {
        StringBuilder text = new();
        foreach (char digit in Text($"{number:D5}"))
        {
            text.Append((char)('a' + digit - '0'));
        }

        return text.ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
