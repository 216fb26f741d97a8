// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Pipeline.Tests.Delivery;

internal sealed class TestOptions : ExporterOptions
{
    /// <summary>Without a time limit an attempt sets no timer: what waits for the clock is then the retry alone.</summary>
    public TestOptions() => Timeout = TimeSpan.Zero;
}
