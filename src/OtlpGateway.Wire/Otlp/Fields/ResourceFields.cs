// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of resource.proto.</summary>
public static class ResourceFields
{
    /// <summary>Field numbers of Resource.</summary>
    public static class Resource
    {
        public const int Attributes = 1;
        public const int DroppedAttributesCount = 2;
        public const int EntityRefs = 3;
    }
}
