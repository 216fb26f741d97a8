// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Files;

internal static class DiskErrors
{
    private const int Enospc = 28;
    private const int Edquot = 122;
    private const int WindowsDiskFull = unchecked((int)0x8007_0070);

    /// <summary>True where room would help: no space left, or a quota reached.</summary>
    public static bool IsDiskFull(this IOException exception) =>
        exception.HResult is Enospc or Edquot or WindowsDiskFull;

    /// <summary>What the operating system says when there is no space left.</summary>
    public static IOException DiskFull(string path) => new($"No space left on device: '{path}'", Enospc);
}
