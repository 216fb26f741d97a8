// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>Somebody who may use the endpoint.</summary>
public sealed class ClickHouseHttpUser
{
    public string Name { get; set; } = "";

    [Secret]
    public string Password { get; set; } = "";

    /// <summary>True: may only read, where the endpoint itself may write.</summary>
    public bool ReadOnly { get; set; }
}
