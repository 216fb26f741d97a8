// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Redaction.Options;

/// <summary>One language of statements.</summary>
public sealed class DbSystemOptions
{
    public bool Enabled { get; set; }

    /// <summary>Keys of attributes that have statements. Empty: only texts in log bodies and span names are sanitized.</summary>
    public List<string> Attributes { get; set; } = [];
}
