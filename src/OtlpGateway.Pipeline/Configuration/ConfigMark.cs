// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Where a value was written: a file or another source, with line and column counted from 1; line 0 is the source as such.</summary>
public readonly record struct ConfigMark(string Source, int Line, int Column)
{
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
