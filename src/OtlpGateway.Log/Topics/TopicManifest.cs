// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using OtlpGateway.Log.Format;

namespace OtlpGateway.Log.Topics;

/// <summary>
/// What a topic's directory says of it, in <c>topic.json</c>. Replaced as a whole, by renaming a flushed file over it.
/// </summary>
/// <param name="Version">The layout of this file; 1.</param>
/// <param name="Id">Random, made with the topic: another topic of the same name has another.</param>
/// <param name="Partitions">How many partition directories there are.</param>
internal sealed record TopicManifest(int Version, string Id, int Partitions)
{
    public const string FileName = "topic.json";

    private const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static TopicManifest New(int partitions) =>
        new(CurrentVersion, Guid.NewGuid().ToString("N")[..8], partitions);

    /// <summary>Null where the directory has none. Throws <see cref="LogFormatException"/>.</summary>
    public static TopicManifest? Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            TopicManifest? manifest = JsonSerializer.Deserialize<TopicManifest>(File.ReadAllBytes(path), Json);
            if (manifest is { Version: CurrentVersion, Partitions: > 0, Id.Length: > 0 })
            {
                return manifest;
            }

            throw new LogFormatException(
                $"{path} is of version {manifest?.Version}; this release reads version {CurrentVersion}. Run the release that wrote it.");
        }
        catch (JsonException error)
        {
            throw new LogFormatException($"{path} is damaged: {error.Message}. Restore it, or move the topic's directory away.", error);
        }
    }

    public void Write(string directory, Files.ILogFiles files)
    {
        string path = Path.Combine(directory, FileName);
        string next = path + ".new";
        using (FileStream stream = File.Create(next))
        {
            JsonSerializer.Serialize(stream, this, Json);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        files.FlushDirectory(directory);
    }
}
