// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Clients.Otlp;

/// <summary>What became of one attempt.</summary>
public enum ExportAnswerKind : byte
{
    /// <summary>Taken, perhaps without some of its items.</summary>
    Accepted,

    /// <summary>Not taken now: the same bytes may be sent again.</summary>
    Retry,

    /// <summary>Not taken for good.</summary>
    Refused,
}
