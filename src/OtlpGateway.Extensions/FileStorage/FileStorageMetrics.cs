// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;

namespace OtlpGateway.Extensions.FileStorage;

internal sealed class FileStorageMetrics(Meter meter)
{
    private readonly Counter<long> _damaged = meter.CreateCounter<long>(
        "otlpgateway_file_storage_damaged_records", "{record}", "Places in a stored queue that could not be read and were stepped over.");

    public void Damaged(string queue) => _damaged.Add(1, new KeyValuePair<string, object?>("queue", queue));
}
