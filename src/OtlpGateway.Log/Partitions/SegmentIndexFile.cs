// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;

namespace OtlpGateway.Log.Partitions;

/// <summary>
/// The index file beside a segment: appended to now and then behind a flush, read when the segment is opened. It makes
/// seeking cheap and tells recovery up to where the segment was durable for sure.
/// </summary>
internal sealed class SegmentIndexFile(ILogFile file, long position) : IDisposable
{
    private readonly byte[] _entry = new byte[IndexEntry.Size];
    private long _position = position;

    /// <summary>Adds an entry. Throws <see cref="IOException"/>; the index is a hint, so the caller goes on without.</summary>
    public void Append(IndexEntry entry, ulong salt)
    {
        entry.Write(_entry, salt);
        file.Write([_entry], _position);
        _position += _entry.Length;
    }

    /// <summary>The entries that check out; stops at the first that does not.</summary>
    public static List<IndexEntry> Read(ILogFiles files, Segment segment)
    {
        List<IndexEntry> entries = [];
        if (!File.Exists(segment.IndexPath))
        {
            return entries;
        }

        using ILogFile file = files.OpenRead(segment.IndexPath);
        using WindowReader window = new(file, file.Length, 4096);
        IndexEntry last = new(segment.BaseOffset, SegmentHeader.Size);
        while (IndexEntry.TryRead(window.Peek(entries.Count * IndexEntry.Size, IndexEntry.Size), segment.Header.Salt, out IndexEntry entry)
            && entry.Offset >= last.Offset
            && entry.Position >= last.Position)
        {
            entries.Add(entry);
            last = entry;
        }

        return entries;
    }

    public void Dispose() => file.Dispose();
}
