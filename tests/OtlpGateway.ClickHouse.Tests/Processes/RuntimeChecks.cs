// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.ClickHouse.Tests.Processes;

/// <summary>Things that stop working when the engine keeps the runtime's signal handlers.</summary>
internal static class RuntimeChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static int _stop;
    private static long _turns;

    /// <summary>A collection must interrupt a loop without calls; with a foreign SIGRTMIN handler it waits for the loop's end.</summary>
    internal static bool CollectsWhileALoopRuns()
    {
        Thread loop = new(Loop) { IsBackground = true };
        loop.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref _turns) > 0, Patience);
        Task collection = Task.Factory.StartNew(() => GC.Collect(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        bool collected = collection.Wait(Patience);
        Volatile.Write(ref _stop, 1);
        return collected;
    }

    internal static bool CatchesNullReference()
    {
        try
        {
            _ = LengthOf(null!);
            return false;
        }
        catch (NullReferenceException)
        {
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string text) => text.Length;

    private static void Loop()
    {
        _turns = 1;
        long value = 1;
        while (Volatile.Read(ref _stop) == 0)
        {
            value = (value * 31) + 7;
        }

        _turns = value | 1;
    }
}
