// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>The record headers that the gateway writes and reads. They are on people's disks: names and values never change.</summary>
public static class RecordHeaders
{
    /// <summary>The hashes of the requests in the value: 16 bytes each, little-endian, one behind the other.</summary>
    public const string Requests = "otlpgateway.requests";

    /// <summary>
    /// On each record of a request that became several: 16 bytes that are the same on all of them, the record's number
    /// from 0 and how many there are, 4 bytes each, all little-endian; on number 0 the hashes of the requests follow, as
    /// in <see cref="Requests"/>. The requests are stored when all of the records are.
    /// </summary>
    public const string RequestPart = "otlpgateway.request_part";

    /// <summary>
    /// How many items the value has, 4 bytes little-endian. It says as well that the value passed the check at the edge;
    /// to be believed only where nobody but the gateway can write, which is in its own embedded log.
    /// </summary>
    public const string Items = "otlpgateway.items";

    /// <summary>On dead letters: why the record could not be delivered.</summary>
    public const string Reason = "otlpgateway.reason";

    /// <summary>On dead letters: what was wrong, for people.</summary>
    public const string Message = "otlpgateway.message";

    /// <summary>On dead letters of an exporter: its id.</summary>
    public const string Exporter = "otlpgateway.exporter";

    /// <summary>On dead letters: where the record came from.</summary>
    public const string SourceTopic = "otlpgateway.source_topic";

    /// <summary>On dead letters: where the record came from, in decimal digits.</summary>
    public const string SourcePartition = "otlpgateway.source_partition";

    /// <summary>On dead letters: where the record came from, in decimal digits.</summary>
    public const string SourceOffset = "otlpgateway.source_offset";

    /// <summary>
    /// On dead letters: group, topic with its id, partition and offset of the source in one, by which a letter that was
    /// written before a crash is known again.
    /// </summary>
    public const string Source = "otlpgateway.source";

    /// <summary>The signal, as the Collector's exporter writes it with <c>signal_header</c>.</summary>
    public const string Signal = "otelcol.signal";
}
