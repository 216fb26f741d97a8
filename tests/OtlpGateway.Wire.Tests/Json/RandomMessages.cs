// SPDX-License-Identifier: Apache-2.0

using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace OtlpGateway.Wire.Tests.Json;

/// <summary>Builds messages of any type from a seeded source: every field, extreme values, all kinds of text.</summary>
internal sealed class RandomMessages(int seed, bool withIds = true)
{
    private const int MaxDepth = 14;

    private static readonly string[] Texts =
        ["", "a", "service.name", "käse", "\u4e2d\u6587", "\U0001F600", "\"quoted\\\"", "line\nbreak\t\0\u0001", "</script>&'", "\u2028\u007f\uffff"];

    private static readonly long[] Integers = [0, 1, -1, 127, 128, 9007199254740993, long.MaxValue, long.MinValue];

    private static readonly double[] Doubles =
        [0, -0.0, 1.5, -2.25e-10, 1e21, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private readonly Random _random = new(seed);

    public IMessage Next(MessageDescriptor type, int depth = 0)
    {
        IMessage message = type.Parser.ParseFrom(ByteString.Empty);
        if (depth >= MaxDepth)
        {
            return message;
        }

        foreach (OneofDescriptor oneof in type.Oneofs.Where(o => !o.IsSynthetic))
        {
            if (_random.Next(6) != 0)
            {
                Set(message, oneof.Fields[_random.Next(oneof.Fields.Count)], depth);
            }
        }

        foreach (FieldDescriptor field in type.Fields.InDeclarationOrder().Where(f => f.RealContainingOneof is null))
        {
            if (_random.Next(4) != 0)
            {
                Set(message, field, depth);
            }
        }

        return message;
    }

    private void Set(IMessage message, FieldDescriptor field, int depth)
    {
        if (!field.IsRepeated)
        {
            field.Accessor.SetValue(message, Value(field, depth));
            return;
        }

        IList list = (IList)field.Accessor.GetValue(message);
        for (int i = _random.Next(depth > 6 ? 2 : 4); i > 0; i--)
        {
            list.Add(Value(field, depth));
        }
    }

    private object Value(FieldDescriptor field, int depth)
    {
        long integer = _random.Next(2) == 0 ? Pick(Integers) : _random.NextInt64();
        return field.FieldType switch
        {
            FieldType.Message => Next(field.MessageType, depth + 1),
            FieldType.String => Pick(Texts),
            FieldType.Bytes => Bytes(field.Name),
            FieldType.Bool => integer % 2 != 0,
            FieldType.Double => _random.Next(2) == 0 ? Pick(Doubles) : BitConverter.Int64BitsToDouble(integer) is var any && double.IsNaN(any) ? 0.1 : BitConverter.Int64BitsToDouble(integer),
            FieldType.Int64 or FieldType.SFixed64 or FieldType.SInt64 => integer,
            FieldType.UInt64 or FieldType.Fixed64 => (ulong)integer,
            FieldType.Int32 or FieldType.SInt32 => (int)integer,
            FieldType.UInt32 or FieldType.Fixed32 => (uint)integer,
            FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[_random.Next(field.EnumType.Values.Count)].Number),
            _ => throw new NotSupportedException(field.FullName),
        };
    }

    private ByteString Bytes(string name)
    {
        int length = name switch
        {
            "trace_id" or "profile_id" => 16,
            "span_id" or "parent_span_id" => 8,
            _ => -1,
        };
        if (length > 0 && !withIds)
        {
            return ByteString.Empty;
        }

        byte[] bytes = new byte[length > 0 ? length : _random.Next(10)];
        _random.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
