// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Tls;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>The <c>tls</c> section in librdkafka's terms, and what of it that library cannot do.</summary>
internal static class KafkaTlsSettings
{
    /// <summary>As the Collector has it: <c>insecure</c> means plaintext unless an authority is named.</summary>
    public static bool IsOn(TlsClientOptions? tls) =>
        tls is not null && (!tls.Insecure || tls.CaFile.Length + tls.CaPem.Length > 0);

    public static void Add(SettingsMap settings, TlsClientOptions tls)
    {
        settings
            .Add("ssl.ca.location", tls.CaFile)
            .Add("ssl.ca.pem", tls.CaPem)
            .Add("ssl.certificate.location", tls.CertFile)
            .Add("ssl.certificate.pem", tls.CertPem)
            .Add("ssl.key.location", tls.KeyFile)
            .Add("ssl.key.pem", tls.KeyPem);
        if (tls.InsecureSkipVerify)
        {
            settings.Add("enable.ssl.certificate.verification", false).Add("ssl.endpoint.identification.algorithm", "none");
        }
    }

    /// <param name="path">Of the section.</param>
    public static void Validate(TlsClientOptions tls, string path, OptionsValidation validation)
    {
        if (tls.ServerNameOverride.Length > 0)
        {
            validation.Error(
                $"{path}::server_name_override",
                "is not supported for Kafka: a broker's certificate is compared with the name that it advertises; advertise that name, or set librdkafka: {ssl.endpoint.identification.algorithm: none}");
        }

        if (tls.IncludeSystemCaCertsPool && tls.CaFile.Length + tls.CaPem.Length > 0)
        {
            validation.Error($"{path}::include_system_ca_certs_pool", "is not supported beside an authority of your own for Kafka; put all authorities into one file");
        }

        if (tls.MinVersion == "1.3" || tls.MaxVersion.Length > 0)
        {
            string key = tls.MinVersion == "1.3" ? "min_version" : "max_version";
            validation.Error($"{path}::{key}", "is not supported for Kafka: the TLS library's own configuration (openssl.cnf: MinProtocol, MaxProtocol) says which versions are spoken, 1.2 and above as it comes");
        }

        if (tls.CipherSuites.Count > 0)
        {
            validation.Error($"{path}::cipher_suites", "is not supported for Kafka, whose client knows the suites by other names; set librdkafka: {ssl.cipher.suites: ...} with OpenSSL's");
        }

        if (tls.ReloadInterval > TimeSpan.Zero)
        {
            validation.Warning($"{path}::reload_interval", "has no effect for Kafka: certificates are read when the component starts");
        }
    }
}
