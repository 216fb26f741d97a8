// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OtlpGateway.Processors.Cardinality.Decisions;

/// <summary>Keeps decisions in one file, which is replaced as a whole: a crash leaves the old one or the new one.</summary>
/// <remarks>
/// The file is two lines of text: <c>otlp-gateway cardinality decisions 1 SHA256</c>, where 1 is the format's version and
/// the rest the digest of the second line in hexadecimal, and a JSON object with the members of
/// <see cref="StoredDecisions"/>. Another hash function, another way to a label's id, renumbered actions, rules or shapes
/// need a new version.
/// </remarks>
internal sealed class DecisionFile(string path) : IDecisionStore
{
    private const string Heading = "otlp-gateway cardinality decisions 1 ";

    public async ValueTask<StoredDecisions?> LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        return Read(bytes) ?? throw new IOException(
            $"The decisions in {path} are damaged, or of another version. Restore the file, or remove it: then labels are judged anew.");
    }

    public async ValueTask SaveAsync(StoredDecisions decisions, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(decisions);
        byte[] heading = Encoding.ASCII.GetBytes(Heading + Convert.ToHexStringLower(SHA256.HashData(body)) + "\n");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string draft = path + ".new";
        await using (FileStream file = new(draft, FileMode.Create, FileAccess.Write))
        {
            await file.WriteAsync(heading, cancellationToken);
            await file.WriteAsync(body, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StoredDecisions? Read(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\n');
        if (end < 0 || !bytes[..end].StartsWith(Encoding.ASCII.GetBytes(Heading)))
        {
            return null;
        }

        ReadOnlySpan<byte> body = bytes[(end + 1)..];
        string digest = Encoding.ASCII.GetString(bytes[Heading.Length..end]);
        return digest == Convert.ToHexStringLower(SHA256.HashData(body)) ? JsonSerializer.Deserialize<StoredDecisions>(body) : null;
    }
}
