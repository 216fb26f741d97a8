// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>The engine of tables that are created.</summary>
public sealed class ClickHouseTableEngine
{
    public string Name { get; set; } = "MergeTree";

    public string Params { get; set; } = "";
}
