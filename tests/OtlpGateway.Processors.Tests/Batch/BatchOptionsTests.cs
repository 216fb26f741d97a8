// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.Batch;
using Xunit;

namespace OtlpGateway.Processors.Tests.Batch;

public sealed class BatchOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreFine() => Assert.Empty(ErrorsOf(new BatchOptions()));

    [Fact]
    public void Validate_EverythingWrong_EveryErrorIsReported()
    {
        var options = new BatchOptions
        {
            SendBatchSize = 100,
            SendBatchMaxSize = 99,
            Timeout = TimeSpan.FromSeconds(-1),
            MetadataKeys = ["A", "b", "a"],
            MetadataCardinalityLimit = -1,
        };

        Assert.Equal(["send_batch_max_size", "timeout", "metadata_cardinality_limit", "metadata_keys::2"], ErrorsOf(options));
    }

    private static IEnumerable<string> ErrorsOf(BatchOptions options)
    {
        var validation = new OptionsValidation();
        options.Validate(validation);
        return validation.Errors.Select(error => error.Path);
    }
}
