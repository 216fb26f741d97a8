// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Hosting.Logging;

/// <summary>The places that log lines go to. Lines are written whole and at once.</summary>
internal sealed class LogOutput : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<TextWriter> _files = [];
    private readonly List<TextWriter> _writers = [];

    /// <param name="paths"><c>stderr</c>, <c>stdout</c> or file paths; files are appended to.</param>
    public LogOutput(IEnumerable<string> paths)
    {
        foreach (string path in paths.Distinct(StringComparer.Ordinal))
        {
            _writers.Add(path switch
            {
                "stderr" => Console.Error,
                "stdout" => Console.Out,
                _ => OpenFile(path),
            });
        }
    }

    public void Write(string line)
    {
        lock (_lock)
        {
            foreach (TextWriter writer in _writers)
            {
                writer.WriteLine(line);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _writers.Clear();
            _files.ForEach(file => file.Dispose());
            _files.Clear();
        }
    }

    private StreamWriter OpenFile(string path)
    {
        StreamWriter file = new(path, append: true) { AutoFlush = true };
        _files.Add(file);
        return file;
    }
}
