// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;

namespace OtlpGateway.IntegrationTests.Gateway;

/// <summary>A request with one span, whose ids come from a number: the same number makes the same bytes.</summary>
internal static class OneSpan
{
    /// <summary>A time of today, the same for a whole test run.</summary>
    private static readonly long Start = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public static HttpContent Json(string service, int number) => new StringContent(
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},
             "scopeSpans":[{"spans":[{"traceId":"{{{number + 1:x32}}}","spanId":"{{{number + 1:x16}}}","name":"span {{{number}}}","kind":1,
             "startTimeUnixNano":"{{{Start}}}000000000","endTimeUnixNano":"{{{Start}}}000001000"}]}]}]}
            """),
        Encoding.UTF8,
        "application/json");
}
