// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>
/// The files of one exporter, which its signals share: one, or one for each value of the attribute that groups. Open while
/// one of the signals runs. Thread-safe.
/// </summary>
internal sealed class FileSet(ComponentSettings settings, FileExporterOptions options)
{
    private readonly FileExporterMetrics _metrics = new(settings.Meter, settings.Id);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<TargetFile>> _open = new(StringComparer.Ordinal);

    // The one that was written to last comes last.
    private readonly LinkedList<TargetFile> _byUse = [];
    private int _users;

    /// <exception cref="ComponentStartException">The file cannot be written to.</exception>
    public void Open()
    {
        lock (_lock)
        {
            _users++;
        }

        try
        {
            if (options.CreateDirectory && Path.GetDirectoryName(Path.GetFullPath(options.Path)) is { } directory)
            {
                MakeDirectory(directory);
            }

            if (!options.GroupBy.Enabled)
            {
                Get("").Open();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentStartException($"exporters::{settings.Id}::path: cannot write to {options.Path}: {e.Message}", e);
        }
    }

    /// <summary>Completes when the record is on the disk, or is not.</summary>
    public Task<Outcome> WriteAsync(string segment, ReadOnlyMemory<byte> record)
    {
        lock (_lock)
        {
            return _users > 0
                ? Get(segment).AppendAsync(record)
                : Task.FromResult(Outcome.Retry(Reasons.ShuttingDown, $"exporter {settings.Id} is shutting down"));
        }
    }

    /// <summary>The last one that closes waits for what is being written, and closes the files.</summary>
    public async Task CloseAsync()
    {
        TargetFile[] files;
        lock (_lock)
        {
            if (--_users > 0)
            {
                return;
            }

            files = [.. _byUse];
            _byUse.Clear();
            _open.Clear();
        }

        await Task.WhenAll(files.Select(file => file.CloseAsync()));
    }

    private void MakeDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, options.Mode);
        }
    }

    private TargetFile Get(string segment)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(segment, out LinkedListNode<TargetFile>? node))
            {
                _byUse.Remove(node);
                _byUse.AddLast(node);
                return node.Value;
            }

            // A file that is still being written to stays open beyond the limit rather than being opened twice.
            if (_open.Count >= options.GroupBy.MaxOpenFiles && _byUse.FirstOrDefault(file => file.TryCloseIdle()) is { } idle)
            {
                _byUse.Remove(_open[idle.Segment]);
                _open.Remove(idle.Segment);
            }

            string path = options.GroupBy.Enabled ? options.Path.Replace("*", segment, StringComparison.Ordinal) : options.Path;
            TargetFile file = new(segment, path, options, settings, _metrics);
            _open[segment] = _byUse.AddLast(file);
            return file;
        }
    }
}
