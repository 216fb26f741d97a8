// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using System.Text;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// Collects what is written to the process's standard error while it is open: the engine says there, and nowhere else, why
/// it does not start. Disposing puts standard error back and writes there what was collected, unless it was taken.
/// </summary>
internal sealed class StandardErrorCapture : IDisposable
{
    private const int MaxBytes = 64 * 1024;

    private readonly int _original;
    private readonly int _memory;
    private bool _taken;
    private bool _disposed;

    internal StandardErrorCapture()
    {
        _memory = LibC.MemoryFile(in MemoryMarshal.GetReference("otlp-gateway-stderr\0"u8), 1);
        _original = LibC.Duplicate(LibC.StandardError);
        if (_memory >= 0 && _original >= 0)
        {
            _ = LibC.DuplicateTo(_memory, LibC.StandardError);
        }
    }

    /// <summary>What was written so far. It will not be repeated on standard error.</summary>
    internal string Take()
    {
        _taken = true;
        return Encoding.UTF8.GetString(Read());
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_original >= 0)
        {
            _ = LibC.DuplicateTo(_original, LibC.StandardError);
            _ = LibC.Close(_original);
        }

        if (_memory >= 0)
        {
            byte[] collected = _taken ? [] : Read();
            _ = LibC.Write(LibC.StandardError, collected, (nuint)collected.Length);
            _ = LibC.Close(_memory);
        }
    }

    private byte[] Read()
    {
        byte[] buffer = new byte[MaxBytes];
        nint count = _memory < 0 ? 0 : LibC.ReadAt(_memory, buffer, MaxBytes, 0);
        return buffer[..(int)Math.Max(count, 0)];
    }
}
