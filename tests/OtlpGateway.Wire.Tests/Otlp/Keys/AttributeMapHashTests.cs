// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Keys;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp.Keys;

public sealed class AttributeMapHashTests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void XxHash64_PublishedVectors_Match(string text, ulong hash) =>
        Assert.Equal(hash, XxHash64.Compute(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Compute_NoAttributes_IsZero() => Assert.Equal(UInt128.Zero, Hash());

    // The vectors were made by another implementation of the documented layout.
    [Fact]
    public void Compute_FrozenVectors_Match()
    {
        Assert.Equal("831d0817d731c2054ac194e9ddcf7e5c", Hex(Hash(Pair("service.name", "checkout"))));
        Assert.Equal("e4715d8344061f9f9dee5368ab5aecbf", Hex(Hash(Everything())));
        Assert.Equal("9b7d2c4c7e8d9bae2de1621a445ffe62", Hex(Hash(Pair("b", "2"), Pair("a", "1"), Pair("a", "9"))));
    }

    [Fact]
    public void Compute_AnyOrder_IsTheSame()
    {
        var random = new Random(7);
        KeyValue[] attributes = [.. Everything(), .. Enumerable.Range(0, 200).Select(i => Pair($"key{i * 7919 % 1000}-{i}", $"{i}"))];
        UInt128 expected = Hash(attributes);
        for (int round = 0; round < 50; round++)
        {
            random.Shuffle(attributes);
            Assert.Equal(expected, Hash(attributes));
        }
    }

    [Fact]
    public void Compute_OtherContent_IsAnother()
    {
        UInt128[] hashes =
        [
            Hash(Pair("k", "")),
            Hash(Pair("k", "v")),
            Hash(Pair("k1", "val"), Pair("k2", "val")),
            Hash(Pair("k1", "va"), Pair("lk2", "val")),
            Hash(new KeyValue { Key = "k" }),
            Hash(new KeyValue { Key = "k", Value = new AnyValue { IntValue = 0 } }),
            Hash(new KeyValue { Key = "k", Value = new AnyValue { DoubleValue = 0 } }),
            Hash(new KeyValue { Key = "k", Value = new AnyValue { BoolValue = false } }),
            Hash(new KeyValue { Key = "k", Value = new AnyValue { ArrayValue = new ArrayValue() } }),
            Hash(new KeyValue { Key = "k", Value = new AnyValue { KvlistValue = new KeyValueList() } }),
            Hash(new KeyValue { Key = "k", Value = new AnyValue { BytesValue = ByteString.Empty } }),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void Compute_AfterWarmUp_AllocatesNothing()
    {
        byte[] resource = new Resource { Attributes = { Everything() } }.ToByteArray();
        Hash(resource);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Hash(resource);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static KeyValue[] Everything() =>
    [
        Pair("service.name", "checkout"),
        new() { Key = "map", Value = new AnyValue { KvlistValue = new KeyValueList { Values = { Pair("b", "x"), new KeyValue { Key = "a", Value = new AnyValue { IntValue = 1 } } } } } },
        new() { Key = "list", Value = new AnyValue { ArrayValue = new ArrayValue { Values = { new AnyValue { StringValue = "a" }, new AnyValue { BoolValue = false } } } } },
        new() { Key = "bool", Value = new AnyValue { BoolValue = true } },
        new() { Key = "int", Value = new AnyValue { IntValue = -7 } },
        new() { Key = "double", Value = new AnyValue { DoubleValue = 1.5 } },
        new() { Key = "bytes", Value = new AnyValue { BytesValue = ByteString.CopyFromUtf8("abc") } },
        new() { Key = "empty", Value = new AnyValue() },
    ];

    private static KeyValue Pair(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static UInt128 Hash(params KeyValue[] attributes) => Hash(new Resource { Attributes = { attributes } }.ToByteArray());

    private static UInt128 Hash(byte[] resource) =>
        AttributeMapHash.Compute(new CursorSequence<KeyValueCursor>(resource, ResourceFields.Resource.Attributes));

    private static string Hex(UInt128 hash)
    {
        byte[] bytes = new byte[AttributeMapHash.Size];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(bytes, hash);
        return Convert.ToHexStringLower(bytes);
    }
}
