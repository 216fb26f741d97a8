// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Servers.Configuration;

public sealed class KeepaliveServerOptions : IValidatable
{
    public KeepaliveParameters? ServerParameters { get; set; }

    public KeepaliveEnforcement? EnforcementPolicy { get; set; }

    public void Validate(OptionsValidation validation)
    {
        if (ServerParameters is { } parameters)
        {
            (string Key, TimeSpan Value)[] times =
            [
                ("max_connection_idle", parameters.MaxConnectionIdle),
                ("max_connection_age", parameters.MaxConnectionAge),
                ("max_connection_age_grace", parameters.MaxConnectionAgeGrace),
                ("time", parameters.Time),
                ("timeout", parameters.Timeout),
            ];
            foreach ((string key, TimeSpan value) in times)
            {
                if (value < TimeSpan.Zero)
                {
                    validation.Error($"server_parameters::{key}", "must not be negative; 0 means the default");
                }
            }
        }
    }
}

/// <summary>Zero means: no limit for ages, and the library's default for <see cref="Time"/> and <see cref="Timeout"/>.</summary>
public sealed class KeepaliveParameters
{
    /// <summary>A connection without a request for so long is closed.</summary>
    public TimeSpan MaxConnectionIdle { get; set; }

    /// <summary>A connection is asked to close (GOAWAY) after so long, so that clients spread over new gateways.</summary>
    public TimeSpan MaxConnectionAge { get; set; }

    /// <summary>Time after that for requests in progress, before the connection is cut.</summary>
    public TimeSpan MaxConnectionAgeGrace { get; set; }

    /// <summary>A silent connection is pinged after so long; 0 means 2 h.</summary>
    public TimeSpan Time { get; set; }

    /// <summary>A ping must be answered within; 0 means 20 s.</summary>
    public TimeSpan Timeout { get; set; }
}

/// <summary>Accepted and ignored: clients may ping as often as they like; floods are cut off by the HTTP/2 server.</summary>
public sealed class KeepaliveEnforcement
{
    public TimeSpan MinTime { get; set; } = TimeSpan.FromMinutes(5);

    public bool PermitWithoutStream { get; set; }
}
