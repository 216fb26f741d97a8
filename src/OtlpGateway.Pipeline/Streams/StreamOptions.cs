// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Wire.Otlp.Streams;

namespace OtlpGateway.Pipeline.Streams;

/// <summary>
/// <c>service::streams</c>: how metric streams are told apart after their labels were changed.
/// </summary>
public sealed class StreamOptions : IValidatable
{
    /// <summary>
    /// The secret under which streams are hashed, at least 16 bytes; the same on every gateway that feeds one log. Empty:
    /// gateways on an embedded log make one and keep it beside the log.
    /// </summary>
    [Secret]
    public string Key { get; set; } = "";

    public void Validate(OptionsValidation validation)
    {
        if (Key.Length > 0 && Encoding.UTF8.GetByteCount(Key) < StreamKey.MinSecretBytes)
        {
            validation.Error("key", $"must have at least {StreamKey.MinSecretBytes} bytes, at random; for example from 'openssl rand -hex 32'");
        }
    }
}
