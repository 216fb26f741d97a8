// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>The memory that this process may use.</summary>
public static class AvailableMemory
{
    private static readonly string[] LimitFiles =
    [
        "/sys/fs/cgroup/memory.max",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ];

    /// <summary>
    /// The cgroup's limit, else the machine's memory, in bytes. The runtime's own figure is only three quarters of a
    /// container's limit, so the limit is read where the system keeps it.
    /// </summary>
    public static long Read()
    {
        long machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        foreach (string file in LimitFiles)
        {
            if (TryReadLimit(file) is { } limit && limit < (1L << 50))
            {
                return limit;
            }
        }

        return machine;
    }

    private static long? TryReadLimit(string file)
    {
        try
        {
            // "max", where there is no limit, is not a number.
            return long.TryParse(File.ReadAllText(file), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long limit)
                ? limit
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
