// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Log.Files;

/// <summary>
/// Keeps a second process out of a log directory. The operating system drops the lock with the process, however it ends.
/// </summary>
internal sealed class LogLock : IDisposable
{
    private const string OwnerName = "OWNER";

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
        catch (IOException error) when (error.IsInUse())
        {
            throw new LogInUseException(
                $"The log directory {directory} is in use{Owner(directory)}. Stop that process, or give this one another directory.",
                error);
        }

        // A file of its own: nobody else can read the one that is locked.
        File.WriteAllText(Path.Combine(directory, OwnerName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new LogLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Owner(string directory)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(directory, OwnerName));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? $" by process {id}" : "";
        }
        catch (IOException)
        {
            // The number is a courtesy; the refusal stands without it.
            return "";
        }
    }
}
