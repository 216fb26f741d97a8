// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.ClickHouse;

public sealed class ClickHouseTableName
{
    public string Name { get; set; } = "";
}
