// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>One envelope around the items: the request, resource items, scope items, a metric, its data.</summary>
internal sealed class PartLevel
{
    internal int Field { get; set; }

    /// <summary>The envelope's fields but the items.</summary>
    internal ProtobufWriter OwnFields { get; } = new(256);

    /// <summary>Its open length in the part, while it is opened there.</summary>
    internal int Bookmark { get; set; }
}
