// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;

namespace OtlpGateway.Log.Partitions;

/// <summary>
/// One file of a partition. Its records end where the next segment's base begins, whatever stands behind that in the
/// file: what was written when a flush failed is never looked at again.
/// </summary>
internal sealed class Segment(string path, SegmentHeader header, bool isReadable)
{
    public const string Extension = ".seg";
    public const string IndexExtension = ".idx";

    private readonly Lock _gate = new();
    private readonly List<IndexEntry> _index = [];
    private bool _indexLoaded;
    private long _durableLength = SegmentHeader.Size;
    private long _lastTimestampMs = header.CreatedMs;

    public string Path { get; } = path;

    public string IndexPath { get; } = System.IO.Path.ChangeExtension(path, IndexExtension);

    public SegmentHeader Header { get; } = header;

    public long BaseOffset => Header.BaseOffset;

    /// <summary>False when both copies of its header are damaged: its records cannot be told from garbage.</summary>
    public bool IsReadable { get; } = isReadable;

    /// <summary>Readers stop here.</summary>
    public long DurableLength
    {
        get => Volatile.Read(ref _durableLength);
        set => Volatile.Write(ref _durableLength, value);
    }

    /// <summary>What its durable records take on disk.</summary>
    public long RecordBytes => Math.Max(0, DurableLength - SegmentHeader.Size);

    /// <summary>When the youngest record was written, as far as this process knows.</summary>
    public long LastTimestampMs
    {
        get => Volatile.Read(ref _lastTimestampMs);
        set => Volatile.Write(ref _lastTimestampMs, value);
    }

    public static string FileName(long baseOffset) =>
        baseOffset.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    public static bool TryParseFileName(string path, out long baseOffset) =>
        long.TryParse(
            System.IO.Path.GetFileNameWithoutExtension(path.AsSpan()),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out baseOffset);

    /// <summary>Reads the index file unless that was done; the end of its valid entries.</summary>
    public long LoadIndex(ILogFiles files)
    {
        lock (_gate)
        {
            if (_indexLoaded)
            {
                return _index.Count * IndexEntry.Size;
            }

            _indexLoaded = true;
            _index.AddRange(SegmentIndexFile.Read(files, this));
            return _index.Count * IndexEntry.Size;
        }
    }

    public void AddIndexEntry(IndexEntry entry)
    {
        lock (_gate)
        {
            _indexLoaded = true;
            _index.Add(entry);
        }
    }

    /// <summary>The nearest known place at or before an offset.</summary>
    public IndexEntry Floor(long offset)
    {
        lock (_gate)
        {
            int low = 0;
            int high = _index.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_index[middle].Offset <= offset)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low == 0 ? new IndexEntry(BaseOffset, SegmentHeader.Size) : _index[low - 1];
        }
    }
}
