// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of profiles.proto.</summary>
public static class ProfilesFields
{
    /// <summary>Field numbers of ProfilesDictionary.</summary>
    public static class ProfilesDictionary
    {
        public const int MappingTable = 1;
        public const int LocationTable = 2;
        public const int FunctionTable = 3;
        public const int LinkTable = 4;
        public const int StringTable = 5;
        public const int AttributeTable = 6;
        public const int StackTable = 7;
    }

    /// <summary>Field numbers of ProfilesData.</summary>
    public static class ProfilesData
    {
        public const int ResourceProfiles = 1;
        public const int Dictionary = 2;
    }

    /// <summary>Field numbers of ResourceProfiles.</summary>
    public static class ResourceProfiles
    {
        public const int Resource = 1;
        public const int ScopeProfiles = 2;
        public const int SchemaUrl = 3;

        /// <summary>The scopes under their former name, versions 0.15 to 0.18.</summary>
        public const int Legacy = 1000;
    }

    /// <summary>Field numbers of ScopeProfiles.</summary>
    public static class ScopeProfiles
    {
        public const int Scope = 1;
        public const int Profiles = 2;
        public const int SchemaUrl = 3;
    }

    /// <summary>Field numbers of Profile.</summary>
    public static class Profile
    {
        public const int SampleType = 1;
        public const int Samples = 2;
        public const int TimeUnixNano = 3;
        public const int DurationNano = 4;
        public const int PeriodType = 5;
        public const int Period = 6;
        public const int ProfileId = 7;
        public const int DroppedAttributesCount = 8;
        public const int OriginalPayloadFormat = 9;
        public const int OriginalPayload = 10;
        public const int AttributeIndices = 11;
    }

    /// <summary>Field numbers of Sample.</summary>
    public static class Sample
    {
        public const int StackIndex = 1;
        public const int AttributeIndices = 2;
        public const int LinkIndex = 3;
        public const int Values = 4;
        public const int TimestampsUnixNano = 5;
    }

    /// <summary>Field numbers of ValueType.</summary>
    public static class ValueType
    {
        public const int TypeStrindex = 1;
        public const int UnitStrindex = 2;
    }

    /// <summary>Field numbers of Link.</summary>
    public static class Link
    {
        public const int TraceId = 1;
        public const int SpanId = 2;
    }

    /// <summary>Field numbers of Mapping.</summary>
    public static class Mapping
    {
        public const int MemoryStart = 1;
        public const int MemoryLimit = 2;
        public const int FileOffset = 3;
        public const int FilenameStrindex = 4;
        public const int AttributeIndices = 5;
    }

    /// <summary>Field numbers of Stack.</summary>
    public static class Stack
    {
        public const int LocationIndices = 1;
    }

    /// <summary>Field numbers of Location.</summary>
    public static class Location
    {
        public const int MappingIndex = 1;
        public const int Address = 2;
        public const int Lines = 3;
        public const int AttributeIndices = 4;
    }

    /// <summary>Field numbers of Line.</summary>
    public static class Line
    {
        public const int FunctionIndex = 1;
        public const int LineField = 2;
        public const int Column = 3;
    }

    /// <summary>Field numbers of Function.</summary>
    public static class Function
    {
        public const int NameStrindex = 1;
        public const int SystemNameStrindex = 2;
        public const int FilenameStrindex = 3;
        public const int StartLine = 4;
    }

    /// <summary>Field numbers of KeyValueAndUnit.</summary>
    public static class KeyValueAndUnit
    {
        public const int KeyStrindex = 1;
        public const int Value = 2;
        public const int UnitStrindex = 3;
    }
}
