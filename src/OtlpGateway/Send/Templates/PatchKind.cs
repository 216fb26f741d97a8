// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Templates;

/// <summary>What is written into a place of a request before it is sent.</summary>
internal enum PatchKind : byte
{
    /// <summary>The request's first counter plus the argument, eight bytes, big endian: the end of an id.</summary>
    Counter,

    /// <summary>The same as 16 lower-case hexadecimal digits.</summary>
    CounterText,

    /// <summary>Now minus the argument in nanoseconds: a fixed64.</summary>
    Time,

    /// <summary>The argument times the number of requests made of this template: a cumulative integer, as fixed64.</summary>
    Total,

    /// <summary>The same in thousandths, as a double.</summary>
    TotalDouble,
}
