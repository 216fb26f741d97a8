// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Matching;

/// <summary>Whether two values are the same: of one type, and equal. Arrays and maps compare in the order they have.</summary>
internal static class ValueEquality
{
    public static bool AreEqual(in ValueCursor left, in ValueCursor right)
    {
        if (left.Kind != right.Kind)
        {
            return false;
        }

        return left.Kind switch
        {
            ValueKind.Empty => true,
            ValueKind.Bool => left.Bool == right.Bool,
            ValueKind.Int => left.Int == right.Int,
            ValueKind.Double => left.Double == right.Double,
            _ => left.Bytes.SequenceEqual(right.Bytes),
        };
    }
}
