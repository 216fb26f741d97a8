// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Templates;

/// <summary>What tells one request from the others that are made of the same template.</summary>
/// <param name="First">The counter of its first item.</param>
/// <param name="NowUnixNano">When it is made, in nanoseconds since 1970.</param>
internal readonly record struct Stamp(long First, long NowUnixNano);
