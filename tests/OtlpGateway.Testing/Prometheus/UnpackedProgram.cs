// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Testing.Prometheus;

/// <summary>Programs of Debian packages that <c>scripts/setup.sh</c> unpacks below <c>artifacts</c>.</summary>
public static class UnpackedProgram
{
    /// <summary>Where the program is, if it is there.</summary>
    public static string PathOf(string package, string program) => Path.Combine(Root(), "artifacts", package, "usr", "bin", program);

    private static string Root()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "OtlpGateway.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("Tests run from within the source tree.");
    }
}
