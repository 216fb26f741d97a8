// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using Google.Protobuf.Reflection;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Splitting;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

public sealed class RequestSplitterTests
{
    private static readonly Signal[] Signals = [Signal.Traces, Signal.Metrics, Signal.Logs];

    [Theory]
    [InlineData(1, int.MaxValue)]
    [InlineData(3, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(int.MaxValue, 2000)]
    [InlineData(7, 3000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Split_RandomRequests_PartsHoldTheSameItemsInTheSamePlaces(int maxItems, int maxBytes)
    {
        var random = new RandomOtlp(41);
        for (int round = 0; round < 40; round++)
        {
            foreach (Signal signal in Signals)
            {
                byte[] request = random.Request(signal);
                List<(byte[] Bytes, int Items)> parts = Split(signal, request, maxItems, maxBytes);

                Assert.Equal(Flatten(signal, request), parts.SelectMany(part => Flatten(signal, part.Bytes)));
                foreach ((byte[] bytes, int items) in parts)
                {
                    EdgeResult check = OtlpEdge.Check(signal, bytes, EdgeLimits.Default);
                    Assert.Equal((WireFault.None, items), (check.Fault, check.AcceptedItems));
                    Assert.InRange(items, 1, maxItems);
                    Assert.True(bytes.Length <= maxBytes || items == 1);
                }
            }
        }
    }

    [Fact]
    public void Split_WithoutLimits_IsOnePart()
    {
        byte[] request = SampleTraces.Make(100).ToByteArray();

        (byte[] bytes, int items) = Assert.Single(Split(Signal.Traces, request, int.MaxValue, int.MaxValue));

        Assert.Equal(100, items);
        Assert.Equal(EdgeOracle.Parse(Signal.Traces, request), EdgeOracle.Parse(Signal.Traces, bytes));
    }

    [Fact]
    public void Split_ManyLikeItems_FillsTheParts()
    {
        byte[] request = SampleTraces.Make(1000).ToByteArray();

        Assert.Equal([300, 300, 300, 100], Split(Signal.Traces, request, 300, int.MaxValue).Select(part => part.Items));
        Assert.All(Split(Signal.Traces, request, int.MaxValue, 100_000).SkipLast(1), part => Assert.InRange(part.Bytes.Length, 98_000, 100_000));
    }

    [Fact]
    public void Split_EnvelopeFieldsBehindTheItemsAndUnknownOnes_GoIntoEveryPart()
    {
        byte[] unknown = Raw.Text(700, "kept");
        byte[] scope = Raw.Message(2, Raw.Message(2, RawRequests.Span()), unknown, Raw.Message(2, RawRequests.Span()), Raw.Text(3, "late"));
        byte[] request = Raw.Join(Raw.Message(1, scope, Raw.Message(1, Raw.Number(2, 9)), unknown), unknown);

        List<(byte[] Bytes, int Items)> parts = Split(Signal.Traces, request, 1, int.MaxValue);

        Assert.Equal(2, parts.Count);
        Assert.Equal(parts[0].Bytes, parts[1].Bytes);
        Assert.Equal(3, Count(parts[0].Bytes, unknown));
        Assert.Equal(1, Count(parts[0].Bytes, Raw.Text(3, "late")));
    }

    [Fact]
    public void Split_LegacyScopes_StayInTheirField()
    {
        byte[] legacy = Raw.Bytes(1000, RawRequests.ScopeItems(RawRequests.Span(), RawRequests.Span())[2..]);
        byte[] current = RawRequests.ScopeItems(RawRequests.Span());

        Assert.Equal(2, Split(Signal.Traces, Raw.Message(1, legacy), 1, int.MaxValue).Count);
        Assert.Single(Split(Signal.Traces, Raw.Message(1, legacy, current), 1, int.MaxValue));
    }

    [Fact]
    public void Split_EmptyRequests_HaveNoParts()
    {
        Assert.Empty(Split(Signal.Traces, [], 1, 1));
        Assert.Empty(Split(Signal.Logs, Raw.Message(1, Raw.Message(2, [])), 1, 1));
        Assert.Equal(Raw.Bytes(1, [1]), Assert.Single(Split(Signal.Profiles, Raw.Bytes(1, [1]), 1, 1)).Bytes);
    }

    [Theory]
    [InlineData(1, int.MaxValue, int.MaxValue)]
    [InlineData(3, int.MaxValue, int.MaxValue)]
    [InlineData(5, 4, 2500)]
    [InlineData(1000, int.MaxValue, 1)]
    public void Split_Grouped_EachItemIsOnceInAPartOfItsGroupInOrder(int groups, int maxItems, int maxBytes)
    {
        var random = new RandomOtlp(43);
        for (int round = 0; round < 40; round++)
        {
            foreach (Signal signal in Signals)
            {
                byte[] request = random.Request(signal);
                var grouping = new HashGrouping { Groups = groups };
                var parts = new List<(byte[] Bytes, int Items, int Group)>();
                RequestSplitter.Split(signal, request, new PartLimits(maxItems, maxBytes), ref grouping, (part, items, group) =>
                {
                    using (part)
                    {
                        parts.Add((part.Span.ToArray(), items, group));
                    }
                });

                List<string> all = Flatten(signal, request);
                var byGroup = all.Zip(grouping.Accepted(signal, request)).GroupBy(pair => pair.Second, pair => pair.First).ToDictionary(g => g.Key, g => g.ToList());
                Assert.Equal(parts.Select(part => part.Group).Order(), parts.Select(part => part.Group));
                Assert.Equal(byGroup.Keys.Order(), parts.Select(part => part.Group).Distinct());
                foreach ((int group, List<string> items) in byGroup)
                {
                    Assert.Equal(items, parts.Where(part => part.Group == group).SelectMany(part => Flatten(signal, part.Bytes)));
                }

                Assert.All(parts, part =>
                {
                    Assert.Equal((WireFault.None, part.Items), (OtlpEdge.Check(signal, part.Bytes, EdgeLimits.Default).Fault, OtlpEdge.Check(signal, part.Bytes, EdgeLimits.Default).AcceptedItems));
                    Assert.InRange(part.Items, 1, maxItems);
                    Assert.True(part.Bytes.Length <= maxBytes || part.Items == 1);
                });
            }
        }
    }

    [Fact]
    public void Split_Grouped_TellsWhatIsAroundTheItems()
    {
        byte[] request = Raw.Join(
            RawRequests.Request(RawRequests.Span(), RawRequests.Span()),
            RawRequests.Request(RawRequests.Span()));
        var grouping = new ResourceGrouping { Resource = -1 };
        var parts = new List<(int Items, int Group)>();

        RequestSplitter.Split(Signal.Traces, request, PartLimits.None, ref grouping, (part, items, group) =>
        {
            part.Dispose();
            parts.Add((items, group));
        });

        Assert.Equal([(2, 0), (1, 1)], parts);
    }

    [Fact]
    public void Split_InsideATaker_IsFine()
    {
        byte[] request = SampleTraces.Make(10).ToByteArray();
        var items = new List<int>();
        RequestSplitter.Split(Signal.Traces, request, 5, int.MaxValue, (part, _) =>
        {
            using (part)
            {
                RequestSplitter.Split(Signal.Traces, part.Span, 3, int.MaxValue, (inner, count) =>
                {
                    inner.Dispose();
                    items.Add(count);
                });
            }
        });

        Assert.Equal([3, 2, 3, 2], items);
    }

    /// <summary>By the item's bytes.</summary>
    private struct HashGrouping : IItemGrouping
    {
        public int Groups;

        public readonly void EnterResource(ReadOnlySpan<byte> resourceItems) => Assert.True(resourceItems.Length >= 0);

        public readonly void EnterMetric(ReadOnlySpan<byte> metric) => Assert.True(metric.Length >= 0);

        public readonly int GroupOf(ReadOnlySpan<byte> item)
        {
            return (int)((uint)RequestHash.Compute(item) % (uint)Groups);
        }

        /// <summary>The groups of the items that count: those of superseded metric data were asked for as well.</summary>
        public readonly List<int> Accepted(Signal signal, byte[] request)
        {
            var groups = new List<int>();
            int count = Groups;
            RequestSplitter.Split(signal, request, 1, int.MaxValue, (part, _) =>
            {
                using (part)
                {
                    groups.Add((int)((uint)RequestHash.Compute(ItemOf(signal, part.Span.ToArray())) % (uint)count));
                }
            });
            return groups;
        }

        private static byte[] ItemOf(Signal signal, byte[] part)
        {
            byte[] found = [];
            var finder = new ItemFinder { Take = item => found = item };
            RequestSplitter.Split(signal, part, PartLimits.None, ref finder, (whole, _, _) => whole.Dispose());
            return found;
        }
    }

    private struct ItemFinder : IItemGrouping
    {
        public Action<byte[]> Take;

        public readonly void EnterResource(ReadOnlySpan<byte> resourceItems)
        {
            // Only the item is looked for.
        }

        public readonly void EnterMetric(ReadOnlySpan<byte> metric)
        {
            // Only the item is looked for.
        }

        public readonly int GroupOf(ReadOnlySpan<byte> item)
        {
            Take(item.ToArray());
            return 0;
        }
    }

    private struct ResourceGrouping : IItemGrouping
    {
        public int Resource;

        public void EnterResource(ReadOnlySpan<byte> resourceItems) => Resource++;

        public readonly void EnterMetric(ReadOnlySpan<byte> metric) => Assert.Fail("These are spans.");

        public readonly int GroupOf(ReadOnlySpan<byte> item) => Resource;
    }

    private static List<(byte[] Bytes, int Items)> Split(Signal signal, byte[] request, int maxItems, int maxBytes)
    {
        var parts = new List<(byte[], int)>();
        RequestSplitter.Split(signal, request, maxItems, maxBytes, (part, items) =>
        {
            using (part)
            {
                parts.Add((part.Span.ToArray(), items));
            }
        });
        return parts;
    }

    /// <summary>Each item with everything around it, as text.</summary>
    private static List<string> Flatten(Signal signal, byte[] request)
    {
        var items = new List<string>();
        Flatten(EdgeOracle.Parse(signal, request), "", items);
        return items;
    }

    private static void Flatten(IMessage message, string around, List<string> items)
    {
        if (message is Span or LogRecord or NumberDataPoint or HistogramDataPoint or ExponentialHistogramDataPoint or SummaryDataPoint)
        {
            items.Add(around + message);
            return;
        }

        var inner = new List<IMessage>();
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.Accessor.GetValue(message) is { } value)
            {
                if (field.Name is "resource_spans" or "resource_metrics" or "resource_logs" or "scope_spans" or "scope_metrics" or "scope_logs" or "spans" or "log_records" or "metrics" or "data_points")
                {
                    inner.AddRange(((System.Collections.IList)value).Cast<IMessage>());
                }
                else if (field.ContainingOneof is { Name: "data" })
                {
                    around += field.Name;
                    inner.Add((IMessage)value);
                }
                else
                {
                    around += $"{field.Name}={value};";
                }
            }
        }

        foreach (IMessage item in inner)
        {
            Flatten(item, around, items);
        }
    }

    private static int Count(byte[] bytes, byte[] pattern)
    {
        int count = 0;
        for (ReadOnlySpan<byte> rest = bytes; rest.IndexOf(pattern) is var at and >= 0; rest = rest[(at + pattern.Length)..])
        {
            count++;
        }

        return count;
    }
}
