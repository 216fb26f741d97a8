// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Tests.Client;

namespace OtlpGateway.ClickHouse.Tests.Embedded;

public sealed class EmbeddedClientTests(EngineFixture engine) : ClickHouseClientContract(engine)
{
    protected override IClickHouseClient Client => Engine.Client;
}
