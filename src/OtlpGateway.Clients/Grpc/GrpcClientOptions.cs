// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Grpc;

/// <summary>The options of a gRPC client, as the Collector's. The time of one call is the component's own <c>timeout</c>.</summary>
public class GrpcClientOptions : ClientOptions
{
    private static readonly BodyCompression[] Codings =
        [BodyCompression.None, BodyCompression.Gzip, BodyCompression.Zstd, BodyCompression.Snappy];

    /// <summary>How messages are compressed: gzip, zstd, snappy or none.</summary>
    public BodyCompression Compression { get; set; } = BodyCompression.Gzip;

    /// <summary>How calls are spread over the addresses of the endpoint's name.</summary>
    public GrpcBalancer BalancerName { get; set; } = GrpcBalancer.RoundRobin;

    /// <summary>Absent means that silent connections are not checked.</summary>
    public KeepaliveClientOptions? Keepalive { get; set; }

    /// <summary>The <c>:authority</c> of calls, and the name that the server's certificate must have; empty means the endpoint.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Empty means the gateway's own.</summary>
    public string UserAgent { get; set; } = "";

    /// <summary>Waits for a connection until the call's time is over, instead of failing at once.</summary>
    public bool WaitForReady { get; set; }

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        if (!Codings.Contains(Compression))
        {
            validation.Error("compression", $"{Compression.Name()} is not used over gRPC; use gzip, zstd, snappy or none");
        }

        if (Endpoint.Length > 0 && !GrpcEndpoint.TryParse(Endpoint, Tls.Insecure, out _, out string problem))
        {
            validation.Error("endpoint", problem);
        }

        if (Authority.Length > 0 && !Uri.TryCreate($"http://{Authority}/", UriKind.Absolute, out _))
        {
            validation.Error("authority", $"'{Authority}' is not a host name with or without a port");
        }
    }
}

/// <summary>How calls are spread over several addresses.</summary>
public enum GrpcBalancer
{
    /// <summary>One connection to each address, used in turn.</summary>
    RoundRobin,

    /// <summary>One connection, to the first address that answers.</summary>
    PickFirst,
}

/// <summary>The <c>keepalive</c> section of a client.</summary>
public sealed class KeepaliveClientOptions : IValidatable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>Silence after which a connection is checked by a ping.</summary>
    public TimeSpan Time { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the ping's answer may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks connections without a call, too.</summary>
    public bool PermitWithoutStream { get; set; }

    public void Validate(OptionsValidation validation)
    {
        if (Time < Shortest)
        {
            validation.Error("time", "must be at least 1s");
        }

        if (Timeout < Shortest)
        {
            validation.Error("timeout", "must be at least 1s");
        }
    }
}
