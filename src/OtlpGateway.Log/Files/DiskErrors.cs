// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Files;

internal static class DiskErrors
{
    private const int Enospc = 28;
    private const int Edquot = 122;
    private const int Eagain = 11;
    private const int EagainOfMac = 35;
    private const int WindowsSharingViolation = unchecked((int)0x8007_0020);
    private const int WindowsDiskFull = unchecked((int)0x8007_0070);

    /// <summary>True where room would help: no space left, or a quota reached.</summary>
    public static bool IsDiskFull(this IOException exception) =>
        exception.HResult is Enospc or Edquot or WindowsDiskFull;

    /// <summary>True where another process has the file.</summary>
    public static bool IsInUse(this IOException exception) =>
        exception.HResult is Eagain or EagainOfMac or WindowsSharingViolation;

    /// <summary>What the operating system says when there is no space left.</summary>
    public static IOException DiskFull(string path) => new($"No space left on device: '{path}'", Enospc);
}
