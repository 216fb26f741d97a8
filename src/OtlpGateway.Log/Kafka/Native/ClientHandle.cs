// SPDX-License-Identifier: Apache-2.0

using Microsoft.Win32.SafeHandles;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>Owns a client of librdkafka. Its queues are to be disposed before it; closing waits for the client's threads.</summary>
internal sealed class ClientHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>A consumer leaves its group by its own close, not by this.</summary>
    private const int NoConsumerClose = 0x8;

    public ClientHandle(nint client)
        : base(ownsHandle: true) => SetHandle(client);

    protected override bool ReleaseHandle()
    {
        Librdkafka.Destroy(handle, NoConsumerClose);
        return true;
    }
}
