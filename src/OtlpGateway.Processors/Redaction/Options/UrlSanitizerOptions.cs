// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Redaction.Options;

/// <summary><c>url_sanitizer</c>: segments of paths that are no words become <c>*</c>, queries go.</summary>
public sealed class UrlSanitizerOptions
{
    public bool Enabled { get; set; }

    /// <summary>Keys of attributes that have addresses or paths. Texts in log bodies are sanitized whatever this says.</summary>
    public List<string> Attributes { get; set; } = [];

    /// <summary>Also names of client and server spans that have a slash, or HTTP attributes.</summary>
    public bool SanitizeSpanName { get; set; } = true;
}
