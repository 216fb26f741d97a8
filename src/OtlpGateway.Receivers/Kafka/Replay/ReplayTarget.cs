// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka.Replay;

/// <summary>A pipeline that a replay delivers to, and the receiver that it stands behind.</summary>
public sealed record ReplayTarget(ComponentSettings Settings, KafkaReceiverOptions Options, Signal Signal, PipelineEntry Entry);
