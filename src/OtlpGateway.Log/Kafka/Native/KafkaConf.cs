// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>Makes clients of librdkafka from settings by their names.</summary>
internal static unsafe class KafkaConf
{
    private const int TextSize = 512;

    /// <summary>
    /// Opens a client. Nothing is connected yet. Throws <see cref="IOException"/> for a setting that librdkafka does not
    /// take, without its value where that may be a secret.
    /// </summary>
    public static ClientHandle Open(KafkaClientKind kind, IEnumerable<KeyValuePair<string, string>> settings, KafkaEvents events)
    {
        nint conf = Librdkafka.ConfNew();
        byte* text = stackalloc byte[TextSize];
        try
        {
            foreach ((string name, string value) in settings)
            {
                if (Librdkafka.ConfSet(conf, name, value, text, TextSize) != 0)
                {
                    throw new IOException(KafkaSettings.IsSecret(name)
                        ? $"Kafka: librdkafka does not take the value of {name}."
                        : $"Kafka: {Librdkafka.Text((nint)text).TrimEnd('.')}.");
                }
            }

            Librdkafka.ConfSetEvents(conf, (int)events);
            BrokerSocket.Use(conf);
            nint client = Librdkafka.New((int)kind, conf, text, TextSize);
            if (client == 0)
            {
                throw new IOException($"Kafka: {Librdkafka.Text((nint)text).TrimEnd('.')}.");
            }

            // The client owns its configuration from here on.
            conf = 0;
            return new ClientHandle(client);
        }
        finally
        {
            if (conf != 0)
            {
                Librdkafka.ConfDestroy(conf);
            }
        }
    }

    /// <summary>Throws for an error object of librdkafka, and frees it.</summary>
    public static void Require(nint error, string what)
    {
        if (error != 0)
        {
            string message = Librdkafka.Text(Librdkafka.ErrorObjectText(error));
            Librdkafka.ErrorObjectDestroy(error);
            throw new IOException($"Kafka: {what}: {message}");
        }
    }
}

/// <summary><c>rd_kafka_type_t</c>.</summary>
internal enum KafkaClientKind
{
    Producer,
    Consumer,
}

/// <summary><c>RD_KAFKA_EVENT_*</c>: what a client reports by its queue.</summary>
[Flags]
internal enum KafkaEvents
{
    None = 0,
    DeliveryReport = 0x1,
    Fetch = 0x2,
    Log = 0x4,
    Error = 0x8,
    Rebalance = 0x10,
    OffsetCommit = 0x20,
    Statistics = 0x40,
    TokenRefresh = 0x100,
}
