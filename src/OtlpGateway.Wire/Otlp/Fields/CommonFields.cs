// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of common.proto.</summary>
public static class CommonFields
{
    /// <summary>Field numbers of AnyValue.</summary>
    public static class AnyValue
    {
        public const int StringValue = 1;
        public const int BoolValue = 2;
        public const int IntValue = 3;
        public const int DoubleValue = 4;
        public const int ArrayValue = 5;
        public const int KvlistValue = 6;
        public const int BytesValue = 7;
        public const int StringValueStrindex = 8;
    }

    /// <summary>Field numbers of ArrayValue.</summary>
    public static class ArrayValue
    {
        public const int Values = 1;
    }

    /// <summary>Field numbers of KeyValueList.</summary>
    public static class KeyValueList
    {
        public const int Values = 1;
    }

    /// <summary>Field numbers of KeyValue.</summary>
    public static class KeyValue
    {
        public const int Key = 1;
        public const int Value = 2;
        public const int KeyStrindex = 3;
    }

    /// <summary>Field numbers of InstrumentationScope.</summary>
    public static class InstrumentationScope
    {
        public const int Name = 1;
        public const int Version = 2;
        public const int Attributes = 3;
        public const int DroppedAttributesCount = 4;
    }

    /// <summary>Field numbers of EntityRef.</summary>
    public static class EntityRef
    {
        public const int SchemaUrl = 1;
        public const int Type = 2;
        public const int IdKeys = 3;
        public const int DescriptionKeys = 4;
    }
}
