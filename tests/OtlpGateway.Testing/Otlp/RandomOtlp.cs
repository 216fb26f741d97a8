// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Testing.Otlp;

/// <summary>
/// Makes random export requests of every shape that the schema allows and the edge accepts, as the official library's
/// messages. The same seed makes the same requests. Not thread-safe.
/// </summary>
public sealed partial class RandomOtlp(int seed)
{
    private const int MaxValueDepth = 4;

    // 2020-01-01 in nanoseconds: times are some years around it.
    private const long Epoch = 1_577_836_800_000_000_000;

    private readonly Random _random = new(seed);

    /// <summary>A request of the signal, as bytes.</summary>
    public byte[] Request(Signal signal) => signal switch
    {
        Signal.Traces => Traces().ToByteArray(),
        Signal.Metrics => Metrics().ToByteArray(),
        Signal.Logs => Logs().ToByteArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };

    /// <summary>True with a chance of one in <paramref name="times"/>.</summary>
    private bool OneIn(int times) => _random.Next(times) == 0;

    /// <summary>Mostly few, sometimes many.</summary>
    private int Few(int typical) => OneIn(20) ? _random.Next(typical * 5) : _random.Next(typical + 1);

    private string Text()
    {
        int length = OneIn(30) ? _random.Next(400) : _random.Next(24);
        return string.Create(length, _random, static (span, random) =>
        {
            bool exotic = random.Next(6) == 0;
            for (int index = 0; index < span.Length; index++)
            {
                span[index] = (char)(exotic ? random.Next(1, 0xD7FF) : random.Next(0x20, 0x7F));
            }
        });
    }

    private ByteString Bytes(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        if (length > 0)
        {
            bytes[_random.Next(length)] |= 1;
        }

        return ByteString.CopyFrom(bytes);
    }

    private ulong Time() => (ulong)(Epoch + _random.NextInt64(100_000_000_000_000_000));

    private uint Number32() => (uint)_random.NextInt64(OneIn(3) ? uint.MaxValue : 4);

    private double Double() => _random.Next(8) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => -0.0,
        3 => BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue)),
        _ => (_random.NextDouble() - 0.3) * 1000,
    };

    public AnyValue Value(int depth = 0) => _random.Next(depth >= MaxValueDepth ? 7 : 12) switch
    {
        0 => new AnyValue(),
        1 => new AnyValue { BoolValue = OneIn(2) },
        2 => new AnyValue { IntValue = OneIn(2) ? _random.Next(300) : _random.NextInt64(long.MinValue, long.MaxValue) },
        3 => new AnyValue { DoubleValue = Double() },
        4 => new AnyValue { BytesValue = Bytes(Few(12)) },
        5 when depth > 0 => Array(depth),
        6 when depth > 0 => Map(depth),
        _ => new AnyValue { StringValue = Text() },
    };

    private AnyValue Array(int depth)
    {
        var array = new ArrayValue();
        for (int left = depth >= MaxValueDepth ? 0 : Few(3); left > 0; left--)
        {
            array.Values.Add(Value(depth + 1));
        }

        return new AnyValue { ArrayValue = array };
    }

    private AnyValue Map(int depth)
    {
        var map = new KeyValueList();
        for (int left = depth >= MaxValueDepth ? 0 : Few(3); left > 0; left--)
        {
            map.Values.Add(new KeyValue { Key = Text(), Value = Value(depth + 1) });
        }

        return new AnyValue { KvlistValue = map };
    }

    public IEnumerable<KeyValue> Attributes()
    {
        for (int left = Few(5); left > 0; left--)
        {
            var attribute = new KeyValue { Key = Text() };
            if (!OneIn(20))
            {
                attribute.Value = Value(OneIn(4) ? 1 : 0);
            }

            yield return attribute;
        }
    }

    private Resource Resource()
    {
        var resource = new Resource { DroppedAttributesCount = Number32() };
        resource.Attributes.Add(Attributes());
        if (OneIn(5))
        {
            resource.EntityRefs.Add(new EntityRef { SchemaUrl = Text(), Type = Text(), IdKeys = { Text(), Text() }, DescriptionKeys = { Text() } });
        }

        return resource;
    }

    private InstrumentationScope Scope()
    {
        var scope = new InstrumentationScope { Name = Text(), Version = Text(), DroppedAttributesCount = Number32() };
        scope.Attributes.Add(Attributes());
        return scope;
    }
}
