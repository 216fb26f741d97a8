// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Servers.Authentication;

namespace OtlpGateway.Receivers.Otlp.Intake;

/// <summary>What a protocol's handler works with.</summary>
internal sealed record ReceiverEndpoint(
    ExportIntake Intake,
    RequestAuthenticator Authenticator,
    OtlpReceiverMetrics Metrics,
    MemoryBudget Budget,
    TimeProvider Time,
    ILogger Logger);
