// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Google.Protobuf;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Otlp.Splitting;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>Holds the hot paths of the wire code to the budgets that the benchmarks report against.</summary>
public sealed class AllocationBudgetTests
{
    private static readonly byte[] Request = SampleTraces.Make(200).ToByteArray();

    [Fact]
    public void HotPaths_AfterWarmUp_AllocateNoMoreThanTheirBudget()
    {
        using var writer = new ProtobufWriter(1 << 20);
        var paths = new Dictionary<string, Action>
        {
            ["wire.validate"] = () => OtlpEdge.Check(Signal.Traces, Request, EdgeLimits.Default),
            ["wire.rewrite"] = () => Rewrite(writer),
            ["wire.read"] = () => ReadAll(),
            ["wire.split"] = () => RequestSplitter.Split(Signal.Traces, Request, int.MaxValue, 20_000, static (part, _) => part.Dispose()),
            ["wire.hash"] = () => RequestHash.Compute(Signal.Traces, Request),
        };
        Dictionary<string, long> budgets = Budgets();

        Assert.Equal(paths.Keys.Order(), budgets.Keys.Where(name => name.StartsWith("wire.", StringComparison.Ordinal)).Order());
        foreach ((string name, Action path) in paths)
        {
            path();
            path();
            long before = GC.GetAllocatedBytesForCurrentThread();
            path();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= budgets[name], $"{name} allocated {allocated} bytes, {budgets[name]} are allowed");
        }
    }

    [Fact]
    public void Check_RejectedItems_AllocatesNothingEither()
    {
        byte[] request = RawRequests.Request(RawRequests.Span(), Raw.Text(5, "bad"));
        OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default);
        long before = GC.GetAllocatedBytesForCurrentThread();
        EdgeResult result = OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1, result.RejectedItems);
        Assert.Equal(0, allocated);
    }

    private static void Rewrite(ProtobufWriter writer)
    {
        writer.Clear();
        var policy = new LabelPolicy();
        Assert.True(AttributeRewriter.Rewrite(Signal.Traces, Request, ref policy, writer));
    }

    private static int ReadAll()
    {
        int bytes = 0;
        foreach (ResourceItemsCursor resource in ExportRequest.Resources(Request))
        {
            foreach (ScopeItemsCursor scope in resource.Scopes)
            {
                foreach (SpanCursor span in scope.Spans)
                {
                    foreach (KeyValueCursor attribute in span.Attributes)
                    {
                        bytes += attribute.Key.Length + attribute.Value.Bytes.Length;
                    }
                }
            }
        }

        return bytes;
    }

    private static Dictionary<string, long> Budgets() =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "budgets.json")))!;
}
