// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.Log.Files;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>Files that are full, under names with the time at which they were put aside: <c>name-2026-01-31T12-30-00.000.ext</c>.</summary>
internal sealed class PutAside(string path, FileRotationOptions? rotation, TimeProvider time)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH-mm-ss.fff";

    private readonly string _directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
    private readonly string _name = Path.GetFileNameWithoutExtension(path);
    private readonly string _extension = Path.GetExtension(path);

    /// <summary>Puts the file aside. Never replaces another.</summary>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public void Move()
    {
        DateTimeOffset now = rotation is { Localtime: true } ? time.GetLocalNow() : time.GetUtcNow();
        string target;
        do
        {
            target = Path.Combine(_directory, $"{_name}-{now.ToString(TimeFormat, CultureInfo.InvariantCulture)}{_extension}");
            now = now.AddMilliseconds(1);
        }
        while (File.Exists(target));

        File.Move(path, target, overwrite: false);
        DirectoryNames.Flush(_directory);
    }

    /// <summary>Deletes what is too old or too many; returns what is wrong with those that cannot be deleted.</summary>
    public IReadOnlyList<string> DeleteOld()
    {
        if (rotation is null)
        {
            return [];
        }

        List<string> problems = [];
        List<(string File, DateTime At)> kept = [.. Kept().OrderByDescending(file => file.At)];
        DateTime now = (rotation.Localtime ? time.GetLocalNow() : time.GetUtcNow()).DateTime;
        for (int i = 0; i < kept.Count; i++)
        {
            bool tooMany = rotation.MaxBackups > 0 && i >= rotation.MaxBackups;
            bool tooOld = rotation.MaxDays > 0 && now - kept[i].At > TimeSpan.FromDays(rotation.MaxDays);
            if (!tooMany && !tooOld)
            {
                continue;
            }

            try
            {
                File.Delete(kept[i].File);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add(e.Message);
            }
        }

        return problems;
    }

    private IEnumerable<(string File, DateTime At)> Kept()
    {
        foreach (string file in Directory.EnumerateFiles(_directory, $"{_name}-*{_extension}"))
        {
            string name = Path.GetFileName(file);
            string at = name[(_name.Length + 1)..(name.Length - _extension.Length)];
            if (DateTime.TryParseExact(at, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
            {
                yield return (file, time);
            }
        }
    }
}
