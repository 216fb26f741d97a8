// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Receivers.Tests.Otlp;

/// <summary>What an HTTP request was answered with; header names in lower case.</summary>
internal sealed record HttpReply(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string ContentType => Headers.GetValueOrDefault("content-type", "");
}
