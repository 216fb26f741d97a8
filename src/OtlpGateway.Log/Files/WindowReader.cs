// SPDX-License-Identifier: Apache-2.0

using System.Buffers;

namespace OtlpGateway.Log.Files;

/// <summary>Looks at small pieces of a file through one window, so that neighbouring pieces cost one read.</summary>
internal sealed class WindowReader(ILogFile file, long limit, int windowBytes) : IDisposable
{
    private readonly byte[] _window = ArrayPool<byte>.Shared.Rent(windowBytes);
    private long _start;
    private int _length;

    /// <summary>Nothing at or behind this position is looked at.</summary>
    public long Limit { get; } = limit;

    /// <summary>
    /// Up to <paramref name="length"/> bytes at <paramref name="position"/>, fewer at the end; more where the window has
    /// them. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Peek(long position, int length)
    {
        int wanted = (int)Math.Min(Math.Min(length, _window.Length), Math.Max(0, Limit - position));
        if (position < _start || position + wanted > _start + _length)
        {
            int room = (int)Math.Min(_window.Length, Math.Max(0, Limit - position));
            _length = file.Read(_window.AsSpan(0, room), position);
            _start = position;
        }

        return _window.AsSpan((int)(position - _start), _length - (int)(position - _start));
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_window);
}
