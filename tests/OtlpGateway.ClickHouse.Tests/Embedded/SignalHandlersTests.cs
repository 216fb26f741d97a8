// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using OtlpGateway.ClickHouse.Embedded;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Embedded;

public sealed class SignalHandlersTests
{
    // SIGSYS: the runtime handles it only for who asks, and nothing here sends it.
    private const int Signal = 31;

    /// <summary>
    /// As SIGCHLD with the first child process while the engine boots: taken back from the runtime, no end of a child would be
    /// noticed any more.
    /// </summary>
    [Fact]
    public void Restore_HandlerThatCameWhileTheEngineBooted_Stays()
    {
        SignalHandlers handlers = SignalHandlers.Snapshot();
        Assert.Equal("", SignalHandlers.Owner(Signal));
        using PosixSignalRegistration registration = PosixSignalRegistration.Create((PosixSignal)Signal, context => context.Cancel = true);
        string owner = SignalHandlers.Owner(Signal);
        Assert.NotEqual("", owner);
        handlers.Restore();
        handlers.Verify();
        Assert.Equal(owner, SignalHandlers.Owner(Signal));
    }

    [Fact]
    public void Restore_HandlerThatIsGone_ComesBack()
    {
        using PosixSignalRegistration registration = PosixSignalRegistration.Create((PosixSignal)Signal, context => context.Cancel = true);
        string owner = SignalHandlers.Owner(Signal);
        SignalHandlers handlers = SignalHandlers.Snapshot();
        Assert.Equal(0, LibC.SigAction(Signal, new byte[256], null));
        Assert.Throws<ChdbStartException>(handlers.Verify);
        handlers.Restore();
        handlers.Verify();
        Assert.Equal(owner, SignalHandlers.Owner(Signal));
    }
}
