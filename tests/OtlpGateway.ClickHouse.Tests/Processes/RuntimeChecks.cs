// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.ClickHouse.Tests.Processes;

/// <summary>Things that stop working when the engine keeps the runtime's signal handlers.</summary>
internal static class RuntimeChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static int Stop;
    private static long Turns;

    /// <summary>A collection must interrupt a loop without calls; with a foreign SIGRTMIN handler it waits for the loop's end.</summary>
    internal static bool CollectsWhileALoopRuns()
    {
        Thread loop = new(Loop) { IsBackground = true };
        loop.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref Turns) > 0, Patience);
        Task collection = Task.Factory.StartNew(() => GC.Collect(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        bool collected = collection.Wait(Patience);
        Volatile.Write(ref Stop, 1);
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
        Turns = 1;
        long value = 1;
        while (Volatile.Read(ref Stop) == 0)
        {
            value = (value * 31) + 7;
        }

        Turns = value | 1;
    }
}
