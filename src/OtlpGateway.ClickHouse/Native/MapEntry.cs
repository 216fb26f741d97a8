// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Native;

/// <summary>One entry of a map that is to be written.</summary>
/// <param name="Key">The key's number in the column's dictionary.</param>
/// <param name="Start">
/// Where the value is, its length as a varint before it, as protobuf and the Native format both have it: from zero on in the
/// request, below zero as its complement in the rendered text. Of a <see cref="Scalar"/>, where in the request its AnyValue's
/// length is.
/// </param>
/// <param name="Length">Bytes of the value and its length, or <see cref="Scalar"/>.</param>
internal readonly record struct MapEntry(int Key, int Start, int Length)
{
    /// <summary>A number or bool of the request, which becomes text where it is written.</summary>
    internal const int Scalar = -1;
}
