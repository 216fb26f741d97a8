// SPDX-License-Identifier: Apache-2.0

using Microsoft.Win32.SafeHandles;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>Owns a reference to a queue of librdkafka.</summary>
internal sealed class QueueHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public QueueHandle(nint queue)
        : base(ownsHandle: true) => SetHandle(queue);

    protected override bool ReleaseHandle()
    {
        Librdkafka.QueueDestroy(handle);
        return true;
    }
}
