// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf.Reflection;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>
/// Reorders fields at every level of a message: those of one number stay in order, as the wire format demands.
/// </summary>
internal sealed class FieldShuffler(int seed)
{
    private readonly Random _random = new(seed);

    internal byte[] Shuffle(Signal signal, byte[] request) => Shuffle(
        signal switch
        {
            Signal.Traces => ExportTraceServiceRequest.Descriptor,
            Signal.Metrics => ExportMetricsServiceRequest.Descriptor,
            _ => ExportLogsServiceRequest.Descriptor,
        },
        request);

    private byte[] Shuffle(MessageDescriptor descriptor, ReadOnlySpan<byte> message)
    {
        var fields = new List<(int Field, double Order, byte[] Bytes)>();
        var orders = new Dictionary<int, double>();
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            FieldDescriptor? field = descriptor.FindFieldByNumber(reader.Field);
            byte[] bytes = field?.FieldType == FieldType.Message
                ? Raw.Bytes(reader.Field, Shuffle(field.MessageType, reader.Bytes))
                : reader.FieldBytes.ToArray();

            // Occurrences of one field get growing places, mixed with those of the others.
            orders[reader.Field] = orders.GetValueOrDefault(reader.Field, _random.NextDouble()) + (_random.NextDouble() * 0.3);
            fields.Add((reader.Field, orders[reader.Field], bytes));
        }

        return Raw.Join([.. fields.OrderBy(field => field.Order).Select(field => field.Bytes)]);
    }
}
