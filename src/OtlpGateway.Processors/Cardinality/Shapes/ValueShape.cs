// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Shapes;

/// <summary>What a label's value is, by its form alone. The numbers are kept in stored decisions: never change one.</summary>
internal enum ValueShape : byte
{
    /// <summary>No shape that says that there are many.</summary>
    None = 0,
    Uuid = 1,
    Email = 2,

    /// <summary>IPv4 or IPv6.</summary>
    Ip = 3,

    /// <summary>A point in time with its time of day: ISO 8601, or seconds, milliseconds, ... since 1970.</summary>
    Timestamp = 4,

    /// <summary>Nine digits or more.</summary>
    LongDigits = 5,

    /// <summary>Digests, trace ids, commits, addresses of memory.</summary>
    Hex = 6,

    /// <summary>A path or URL with something in it that names one thing.</summary>
    Path = 7,

    /// <summary>SQL with literals in it.</summary>
    Statement = 8,
}
