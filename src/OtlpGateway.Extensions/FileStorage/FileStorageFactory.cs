// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>Registers <c>file_storage</c>.</summary>
public sealed class FileStorageFactory : ExtensionFactory<FileStorageOptions>
{
    public override string Type => "file_storage";

    protected override IExtension Create(ComponentSettings settings, FileStorageOptions options)
    {
        ILogClients logs = settings.Services.GetService(typeof(ILogClients)) as ILogClients
            ?? new EmbeddedLogs(settings.Time, settings.Meter, settings.Logger);
        return new FileStorageExtension(settings, options, logs);
    }
}
