// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Testing.RemoteWrite;

/// <summary>What a scripted receiver does with a request.</summary>
/// <param name="Status">Anything but 2xx takes nothing.</param>
/// <param name="Body">Of the answer.</param>
/// <param name="HidesWritten">Leaves out the headers that say what was written, as a receiver of 1.0 does.</param>
/// <param name="Written">Says so many samples were written, whatever was.</param>
public sealed record WriteReply(int Status = 204, string Body = "", TimeSpan? RetryAfter = null, bool HidesWritten = false, int? Written = null)
{
    public static readonly WriteReply Ok = new();

    /// <summary>Breaks the connection off.</summary>
    public bool Abort { get; init; }

    /// <summary>Never answers.</summary>
    public bool Hang { get; init; }

    /// <summary>Of the body; empty for none.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>Answers when this is complete.</summary>
    public Task After { get; init; } = Task.CompletedTask;
}
