// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Batches;

public sealed class ClientContextTests
{
    [Fact]
    public void None_Everything_IsEmptyAndNotNull()
    {
        Assert.Empty(ClientContext.None.Metadata);
        Assert.Empty(ClientContext.None.AuthAttributes);
        Assert.Empty(ClientContext.None.Transport);
        Assert.Empty(ClientContext.None.Address);
    }
}
