// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using System.Text;

namespace OtlpGateway.Extensions.BasicAuth.Htpasswd;

/// <summary>The system's own password hashes, by libcrypt.</summary>
internal static class SystemCrypt
{
    private const string Library = "libcrypt.so.1";

    // struct crypt_data of libxcrypt is 32 KiB; glibc's was 128 KiB and a little.
    private const int WorkBytes = 256 * 1024;

    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>The hash of the password with the kind, cost and salt of <paramref name="setting"/>; null when that is malformed.</summary>
    public static string? Hash(string password, string setting)
    {
        // The answer points into the work space, which therefore must not move.
        nint work = Marshal.AllocHGlobal(WorkBytes);
        try
        {
            Marshal.Copy(new byte[WorkBytes], 0, work, WorkBytes);
            nint hash = Crypt([.. Encoding.UTF8.GetBytes(password), 0], [.. Encoding.UTF8.GetBytes(setting), 0], work);

            // What is malformed gives null or, so that nobody takes it for a hash, a text that begins with a star.
            string? text = hash == 0 ? null : Marshal.PtrToStringUTF8(hash);
            return text is null || text.StartsWith('*') ? null : text;
        }
        finally
        {
            Marshal.FreeHGlobal(work);
        }
    }

    [DllImport(Library, EntryPoint = "crypt_r", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Crypt(byte[] key, byte[] setting, nint data);
}
