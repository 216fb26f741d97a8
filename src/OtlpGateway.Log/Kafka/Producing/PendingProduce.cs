// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Log.Kafka.Producing;

/// <summary>A record that was handed to librdkafka and has no answer yet.</summary>
internal sealed class PendingProduce(string topic)
{
    // Answers come on the client's only thread, which must not run what waits for them.
    private readonly TaskCompletionSource<ProduceResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Topic => topic;

    public Task<ProduceResult> Answer => _answer.Task;

    public void Complete(in ProduceResult result) => _answer.TrySetResult(result);
}
