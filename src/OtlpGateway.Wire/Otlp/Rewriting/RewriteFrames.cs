// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>The messages around the current position, outermost first.</summary>
[InlineArray(Capacity)]
internal struct RewriteFrames
{
    /// <summary>Resource items, scope items, metric, data, point, exemplar; one to spare.</summary>
    internal const int Capacity = 7;

    private RewriteFrame _first;
}
