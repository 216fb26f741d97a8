// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Servers.Configuration;

/// <summary>Which pages may send from a browser. Without <see cref="AllowedOrigins"/> the rest has no effect.</summary>
public sealed class CorsOptions
{
    /// <summary>Origins such as <c>https://shop.example</c>; <c>*</c> matches any text, once per origin.</summary>
    public List<string> AllowedOrigins { get; set; } = [];

    /// <summary>Request headers allowed beside <c>Accept</c>, <c>Content-Type</c> and <c>X-Requested-With</c>; <c>*</c> is any.</summary>
    public List<string> AllowedHeaders { get; set; } = [];

    /// <summary>Response headers that a page may read.</summary>
    public List<string> ExposedHeaders { get; set; } = [];

    /// <summary>Seconds for which a browser may remember the answer; 0 leaves it to the browser.</summary>
    public int MaxAge { get; set; }
}
