// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Files;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Files;

public sealed class FileStampsTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Changed_SameLengthAndTime_SeesTheContent()
    {
        string file = _directory.In("token");
        File.WriteAllText(file, "one");
        DateTime written = File.GetLastWriteTimeUtc(file);
        FileStamps stamps = new(file);
        Assert.False(stamps.Changed());

        File.WriteAllText(file, "two");
        File.SetLastWriteTimeUtc(file, written);

        Assert.True(stamps.Changed());
        Assert.False(stamps.Changed());
    }

    [Fact]
    public void Changed_FileGoesAndComes_SeesBoth()
    {
        string file = _directory.In("token");
        File.WriteAllText(file, "one");
        FileStamps stamps = new("", file);

        File.Delete(file);
        Assert.True(stamps.Changed());
        File.WriteAllText(file, "one");
        Assert.True(stamps.Changed());
    }
}
