// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>ValueAtQuantile.</summary>
public readonly ref struct QuantileCursor : ICursor<QuantileCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;

    private QuantileCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case MetricsFields.ValueAtQuantile.Quantile when reader.Type == WireType.Fixed64:
                    Quantile = reader.Double;
                    break;
                case MetricsFields.ValueAtQuantile.Value when reader.Type == WireType.Fixed64:
                    Value = reader.Double;
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public static QuantileCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>0 to 1.</summary>
    public double Quantile { get; }

    public double Value { get; }
}
