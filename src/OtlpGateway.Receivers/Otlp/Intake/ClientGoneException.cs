// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Otlp.Intake;

/// <summary>The connection broke while a request was read: there is nobody to answer, and nothing was ingested.</summary>
internal sealed class ClientGoneException(Exception cause) : Exception("the client went away", cause);
