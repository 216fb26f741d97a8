// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace OtlpGateway.ClickHouse.Tests.Rows;

/// <summary>
/// Spans with the same keys in the same order, which are read in a shorter way than others, and values of every kind and
/// length around the limits of that way.
/// </summary>
internal static class RepeatedShapes
{
    private static readonly int[] Lengths = [0, 1, 2, 29, 30, 31, 32, 33, 62, 63, 64, 65, 66, 90, 120, 123, 124, 125, 126, 127, 128, 129, 300, 16_383, 16_384];

    private static readonly long[] Numbers =
    [
        0, 1, 9, 10, 99, 100, 127, 128, 200, 999, 1000, 8443, 9_999, 10_000, 16_383, 16_384, 99_999_999, 100_000_000, 12_345_678_901_234_567,
        long.MaxValue, -1, -10, long.MinValue,
    ];

    // How others are printed is tested apart.
    private static readonly double[] Doubles =
    [
        0, -0.0, 1, 0.5, -12.75, 123.456, 0.012345678901234567, 0.1, 0.001, 99_999_999.5, 100_000_000.25, 1e14 + 0.5, double.NaN,
    ];

    // 29 bytes are the most that are compared at once.
    private static readonly string[] Keys = ["b", "a", new('k', 28), new('l', 29), new('m', 30), "twice", "käse", "", "twice", new('n', 200)];

    internal static ExportTraceServiceRequest Traces()
    {
        Random random = new(3);
        ScopeSpans scope = new();
        for (int index = 0; index < 400; index++)
        {
            Span span = new() { Name = "span" + index, StartTimeUnixNano = 1_750_000_000_000_000_000 + (ulong)index };

            // Every now and then a list that grows past what a row has room for at first.
            int rounds = index % 50 == 49 ? 12 : 1;
            for (int round = 0; round < rounds; round++)
            {
                foreach (string key in Keys)
                {
                    span.Attributes.Add(new KeyValue { Key = key, Value = NextValue(random) });
                }
            }

            scope.Spans.Add(span);
        }

        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { ScopeSpans = { scope } } } };
    }

    private static AnyValue? NextValue(Random random) => random.Next(10) switch
    {
        0 => null,
        1 => new AnyValue(),
        2 => new AnyValue { BoolValue = random.Next(2) == 0 },
        3 or 4 => new AnyValue { IntValue = Numbers[random.Next(Numbers.Length)] },
        5 or 6 => new AnyValue { DoubleValue = Doubles[random.Next(Doubles.Length)] },
        7 => new AnyValue { ArrayValue = new ArrayValue { Values = { new AnyValue { IntValue = random.Next(1000) } } } },
        _ => new AnyValue { StringValue = new string((char)('a' + random.Next(26)), Lengths[random.Next(Lengths.Length)]) },
    };
}
