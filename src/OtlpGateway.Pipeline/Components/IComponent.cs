// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Components;

/// <summary>
/// A running part of the gateway. Extensions start first, then exporters, processors, receivers; they stop in reverse
/// order, so that what was accepted can drain.
/// </summary>
public interface IComponent
{
    /// <summary>Makes it ready. Throws <see cref="ComponentStartException"/> with a message for the operator.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes nothing new, finishes what it took, frees what it holds. When <paramref name="deadline"/> is cancelled it
    /// stops waiting; what is durable stays durable. Harmless when called twice or without a start.
    /// </summary>
    Task StopAsync(CancellationToken deadline);
}

public interface IReceiver : IComponent;

public interface IProcessor : IComponent, Delivery.IBatchConsumer;

public interface IExporter : IComponent, Delivery.IBatchConsumer;

public interface IConnector : IComponent, Delivery.IBatchConsumer;

public interface IExtension : IComponent;
