// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Files;

/// <summary>The file system as the log uses it: one seam, so that tests can make disks full, slow and broken.</summary>
internal interface ILogFiles
{
    /// <summary>Creates a file that is not there yet.</summary>
    ILogFile Create(string path);

    /// <summary>Opens an existing file for reading and writing.</summary>
    ILogFile OpenWrite(string path);

    /// <summary>Opens an existing file for reading, while it may be written or deleted.</summary>
    ILogFile OpenRead(string path);

    /// <summary>Removes a file; it is no error when it is gone already.</summary>
    void Delete(string path);

    /// <summary>Makes created, renamed and deleted names of a directory durable.</summary>
    void FlushDirectory(string path);

    /// <summary>Free bytes on the medium that holds the path.</summary>
    long FreeBytes(string path);
}
