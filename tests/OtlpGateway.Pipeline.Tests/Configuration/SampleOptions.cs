// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Pipeline.Tests.Configuration;

internal sealed class SampleOptions : IValidatable
{
    public string Endpoint { get; set; } = "localhost:1";

    [Secret]
    public string Password { get; set; } = "";

    public bool Verbose { get; set; }

    public int MaxRecvMsgSizeMib { get; set; } = 4;

    public long? Limit { get; set; }

    public double Factor { get; set; } = 1.5;

    public ushort Port { get; set; } = 1;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    public SampleMechanism Mechanism { get; set; }

    [ConfigKey("topics", Deprecated = ["topic"])]
    public List<string> Topics { get; set; } = ["default"];

    public IReadOnlyList<int> Levels { get; set; } = [];

    [Secret]
    public Dictionary<string, string> Headers { get; set; } = [];

    public Dictionary<string, SampleSection> Tables { get; set; } = [];

    public List<SampleSection> Sections { get; set; } = [];

    public SampleSection Always { get; set; } = new();

    public SampleSection? Off { get; set; }

    public SampleSection? On { get; set; } = new() { Size = 7 };

    public SampleSwitch? Switch { get; set; }

    public ConfigNode? Raw { get; set; }

    [Squash]
    public SampleSquashed Squashed { get; } = new();

    public void Validate(OptionsValidation validation)
    {
        if (Port == 0)
        {
            validation.Error("port", "must not be 0");
        }

        if (Endpoint.Length == 0)
        {
            validation.Error("endpoint", "must be set");
        }

        if (Verbose)
        {
            validation.Warning("verbose", "is slow");
        }
    }
}

internal enum SampleMechanism
{
    Plain,

    [ConfigKey("SCRAM-SHA-256")]
    ScramSha256,

    RoundRobin,
}

internal sealed class SampleSection : IValidatable
{
    public int Size { get; set; } = 3;

    public void Validate(OptionsValidation validation)
    {
        if (Size < 0)
        {
            validation.Error("size", "must be 0 or more");
        }
    }
}

internal sealed class SampleSwitch
{
    public bool Enabled { get; set; } = true;
}

internal sealed class SampleSquashed : IValidatable
{
    public string Proxy { get; set; } = "";

    public SampleSection Pool { get; set; } = new();

    public void Validate(OptionsValidation validation)
    {
        if (Proxy == "bad")
        {
            validation.Error("proxy", "must be good");
        }
    }
}
