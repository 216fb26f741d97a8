// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Delivery;

public sealed class ExporterOptionsTests
{
    [Fact]
    public void Defaults_AreTheCollectors()
    {
        var options = new TestOptions();

        Assert.Equal((10, 1000L, QueueSizer.Requests), (options.SendingQueue.NumConsumers, options.SendingQueue.QueueSize, options.SendingQueue.Sizer));
        Assert.Equal((8192L, TimeSpan.FromMilliseconds(200)), (new QueueBatchOptions().MinSize, new QueueBatchOptions().FlushTimeout));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)), (options.RetryOnFailure.InitialInterval, options.RetryOnFailure.MaxInterval));
        Assert.Null(options.RetryOnFailure.MaxElapsedTime);
        Assert.Empty(ErrorsOf(options));
    }

    [Fact]
    public void Validate_EverythingWrong_EveryErrorIsReported()
    {
        var options = new TestOptions
        {
            Timeout = TimeSpan.FromSeconds(-1),
            SendingQueue = new SendingQueueOptions
            {
                NumConsumers = 0,
                QueueSize = 0,
                Storage = "file_storage",
                WaitForResult = true,
                Batch = new QueueBatchOptions { FlushTimeout = TimeSpan.Zero, MinSize = 5, MaxSize = 4 },
            },
            RetryOnFailure = new RetryOptions
            {
                InitialInterval = TimeSpan.FromSeconds(-1),
                RandomizationFactor = 2,
                Multiplier = 0.5,
                MaxInterval = TimeSpan.FromSeconds(-1),
                MaxElapsedTime = TimeSpan.FromSeconds(-1),
            },
        };

        Assert.Equal(
            [
                "timeout", "sending_queue::num_consumers", "sending_queue::queue_size", "sending_queue::wait_for_result",
                "sending_queue::batch::flush_timeout", "sending_queue::batch::max_size",
                "retry_on_failure::initial_interval", "retry_on_failure::randomization_factor", "retry_on_failure::multiplier",
                "retry_on_failure::max_interval", "retry_on_failure::max_elapsed_time",
            ],
            ErrorsOf(options));
    }

    [Fact]
    public void Validate_BatchLargerThanTheQueue_IsAnErrorOnlyWhenTheUnitsAgree()
    {
        var options = new TestOptions();
        options.SendingQueue.Batch = new QueueBatchOptions { MinSize = 5000 };
        Assert.Empty(ErrorsOf(options));
        options.SendingQueue.Sizer = QueueSizer.Items;

        Assert.Equal(["sending_queue::batch::min_size"], ErrorsOf(options));
    }

    [Theory]
    [InlineData(1, null, 2.5, 7.5)]
    [InlineData(3, null, 5.625, 16.875)]
    [InlineData(50, null, 15, 45)]
    [InlineData(1, 20.0, 20, 20)]
    [InlineData(1, 1e9, 300, 300)]
    [InlineData(1, -5.0, 2.5, 7.5)]
    public void BackOff_AnyFailures_IsBounded(int failures, double? hintSeconds, double leastSeconds, double mostSeconds)
    {
        TimeSpan? hint = hintSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var backOff = new BackOff(new RetryOptions(), new RandomSource(3).Next);

        for (int i = 0; i < 100; i++)
        {
            Assert.InRange(backOff.After(failures, hint).TotalSeconds, leastSeconds, mostSeconds);
        }
    }

    private static IEnumerable<string> ErrorsOf(TestOptions options)
    {
        var validation = new OptionsValidation();
        options.Validate(validation);
        return validation.Errors.Select(error => error.Path);
    }
}
