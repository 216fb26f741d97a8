// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Servers.Configuration;

/// <summary>The options of a gRPC server, as the Collector's.</summary>
public class GrpcServerOptions : ServerOptions
{
    /// <summary>
    /// Most MiB of a message, compressed and again when decompressed; 0 means gRPC's customary 4, more than 255 means 255.
    /// </summary>
    public int MaxRecvMsgSizeMib { get; set; }

    /// <summary>Requests in progress on one connection; 0 means 1,000 (more wait at the client).</summary>
    public int MaxConcurrentStreams { get; set; }

    /// <summary>Accepted and ignored: the server sizes its buffers itself.</summary>
    public int ReadBufferSize { get; set; } = 512 * 1024;

    /// <summary>Accepted and ignored: the server sizes its buffers itself.</summary>
    public int WriteBufferSize { get; set; }

    public KeepaliveServerOptions? Keepalive { get; set; }

    /// <summary><see cref="MaxRecvMsgSizeMib"/> in bytes, default applied.</summary>
    public int MaxMessageBytes => (MaxRecvMsgSizeMib == 0 ? 4 : Math.Min(MaxRecvMsgSizeMib, LargestBody >> 20)) << 20;

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        if (MaxRecvMsgSizeMib < 0)
        {
            validation.Error("max_recv_msg_size_mib", "must not be negative; 0 means 4");
        }
        else if (MaxRecvMsgSizeMib > LargestBody >> 20)
        {
            validation.Warning("max_recv_msg_size_mib", "is more than the gateway takes; 255 is used");
        }

        if (MaxConcurrentStreams < 0)
        {
            validation.Error("max_concurrent_streams", "must not be negative; 0 means 1,000");
        }

    }
}
