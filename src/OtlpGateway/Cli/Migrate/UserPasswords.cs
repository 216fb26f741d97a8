// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;

namespace OtlpGateway.Cli.Migrate;

/// <summary>Passwords of users that are created: from the environment, or made here and shown when that was asked for.</summary>
internal sealed class UserPasswords(bool mayMake)
{
    public const string WriterVariable = "OTLP_GATEWAY_WRITER_PASSWORD";
    public const string ReaderVariable = "OTLP_GATEWAY_READER_PASSWORD";

    private const int Bytes = 24;

    /// <summary>What was made here, by user.</summary>
    public Dictionary<string, string> Made { get; } = [];

    /// <summary>Null where nothing is given and nothing may be made.</summary>
    public string? Of(string user, string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            return given;
        }

        if (!mayMake)
        {
            return null;
        }

        return Made[user] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)).Replace('+', '-').Replace('/', '_');
    }
}
