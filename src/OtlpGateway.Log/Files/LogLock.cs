// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;

namespace OtlpGateway.Log.Files;

/// <summary>
/// Keeps a second process out of a log directory. The operating system drops the lock with the process, however it ends.
/// </summary>
internal sealed class LogLock : IDisposable
{
    private readonly FileStream _file;

    private LogLock(FileStream file) => _file = file;

    public static LogLock Take(string directory)
    {
        string path = Path.Combine(directory, "LOCK");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new LogInUseException(
                $"The log directory {directory} is in use{Owner(path)}. Stop that process, or give this one another directory.",
                error);
        }

        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new LogLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Owner(string path)
    {
        try
        {
            // The lock is advisory on Unix: a descriptor opened without asking for one can still read the number.
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(file);
            string text = reader.ReadToEnd();
            return text.Length is 0 or > 10 ? "" : $" by process {text}";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
