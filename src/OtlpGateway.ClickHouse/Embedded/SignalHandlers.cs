// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// The process's signal handlers as they stood before the engine booted. Booting takes over SIGRTMIN, with which the
/// runtime stops threads for a collection: left there, a collection waits for the longest loop of any thread.
/// </summary>
internal sealed class SignalHandlers
{
    /// <summary>SIGRTMIN in glibc: the two real-time signals before it belong to its threads.</summary>
    internal const int SigRtMin = 34;

    // glibc's struct sigaction has 152 bytes on x64 and arm64; we only hand it back.
    private const int ActionBytes = 256;

    private static readonly int[] Watched = [2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 15, 17, 18, 20, 31, SigRtMin, 35];

    private readonly byte[][] _actions;

    private SignalHandlers(byte[][] actions)
    {
        _actions = actions;
    }

    internal static SignalHandlers Snapshot()
    {
        byte[][] actions = new byte[Watched.Length][];
        for (int i = 0; i < Watched.Length; i++)
        {
            actions[i] = Read(Watched[i]);
        }

        return new SignalHandlers(actions);
    }

    /// <summary>
    /// Gives back what the engine took: handlers that now lie in its library, and those it removed. Others stay, also where
    /// they differ from the snapshot: the runtime installs some only when they are needed for the first time (SIGCHLD with the
    /// first child process), and another thread may have come to that while the engine booted.
    /// </summary>
    internal void Restore()
    {
        for (int i = 0; i < Watched.Length; i++)
        {
            if (IsTaken(i) && LibC.SigAction(Watched[i], _actions[i], null) != 0)
            {
                throw new ChdbStartException($"Signal handler {Watched[i]} cannot be given back: error {Marshal.GetLastPInvokeError()}");
            }
        }
    }

    /// <summary>Proves that the engine has none of the watched signals, and that SIGRTMIN is handled, by another library than the engine's.</summary>
    internal void Verify()
    {
        for (int i = 0; i < Watched.Length; i++)
        {
            if (IsTaken(i))
            {
                throw new ChdbStartException($"Signal {Watched[i]} is not handled as it was before ClickHouse's start; garbage collections may stall, or a signal may not be noticed.");
            }
        }

        string owner = Owner(SigRtMin);
        if (owner.Length == 0)
        {
            throw new ChdbStartException("SIGRTMIN is handled by nobody and not by the .NET runtime; garbage collections would stall.");
        }
    }

    /// <summary>The file that holds the signal's handler, or empty when it has the default action.</summary>
    internal static string Owner(int signal)
    {
        nint handler = Handler(Read(signal));
        nint[] info = new nint[4];
        return handler is 0 or 1 || LibC.AddressInfo(handler, info) == 0 ? "" : Marshal.PtrToStringUTF8(info[0]) ?? "";
    }

    private static byte[] Read(int signal)
    {
        byte[] action = new byte[ActionBytes];
        if (LibC.SigAction(signal, null, action) != 0)
        {
            throw new ChdbStartException($"Signal handler {signal} cannot be read: error {Marshal.GetLastPInvokeError()}");
        }

        return action;
    }

    private bool IsTaken(int index)
    {
        nint before = Handler(_actions[index]);
        nint now = Handler(Read(Watched[index]));
        return now != before && (now is 0 or 1 || Owner(Watched[index]).EndsWith(ChdbLibrary.FileName, StringComparison.Ordinal));
    }

    private static nint Handler(byte[] action) => (nint)BinaryPrimitives.ReadInt64LittleEndian(action);
}
