// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send;

/// <summary>The options of <c>send</c>: what they are called, what is allowed, what they mean.</summary>
internal sealed class SendArguments
{
    private const int RunLength = 8;

    private readonly Option<Uri?> _endpoint = new("--endpoint")
    {
        Description = "Where to send; by default http://localhost:4317 for grpc, else http://localhost:4318",
        CustomParser = ParseEndpoint,
    };

    private readonly Option<string> _protocol = new("--protocol")
    {
        Description = "How to send",
        DefaultValueFactory = _ => "grpc",
    };

    private readonly Option<string> _scenario = new("--scenario")
    {
        Description = "What to send: the telemetry of a small shop, or metrics whose labels have too many values, with their right totals at the end",
        DefaultValueFactory = _ => "shop",
    };

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "Items (spans, data points, log records) per second over all connections; 0 is as fast as possible",
        DefaultValueFactory = _ => 1000,
    };

    private readonly Option<TimeSpan?> _duration = Duration("--duration", "How long to send, such as 30s or 5m; by default until stopped");

    private readonly Option<long> _count = new("--count")
    {
        Description = "How many items of each signal to send; 0 is no limit",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<int> _connections = new("--connections")
    {
        Description = "How many connections send at the same time, one request each",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _batch = new("--batch")
    {
        Description = "Items per request",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<List<Signal>?> _signals = new("--signals")
    {
        Description = "What to send, separated by commas; by default traces,metrics,logs",
        CustomParser = ParseSignals,
    };

    private readonly Option<string> _compression = new("--compression")
    {
        Description = "Compression of the requests",
        DefaultValueFactory = _ => "none",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Decides the content; the same seed makes the same shop",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<byte[]?> _run = new("--run-id")
    {
        Description = "16 hexadecimal digits that all trace ids of the run begin with; by default random",
        CustomParser = ParseRun,
    };

    private readonly Option<string?> _ackedFile = new("--acked-file")
    {
        Description = "Append a line for each acknowledged request: signal, run id, first counter, count, rejected",
    };

    private readonly Option<TimeSpan?> _timeout = Duration("--timeout", "How long one attempt may take; by default 10s");

    private readonly Option<TimeSpan?> _retryTimeout = Duration("--retry-timeout", "How long a request is tried again; 0 is never, by default 1m");

    private readonly Option<string[]> _headers = new("--header")
    {
        Description = "NAME=VALUE to send with every request; may be given several times",
    };

    public SendArguments()
    {
        _protocol.AcceptOnlyFromAmong("grpc", "http/protobuf", "http/json");
        _compression.AcceptOnlyFromAmong("none", "gzip");
        _scenario.AcceptOnlyFromAmong("shop", "cardinality");
        AtLeast(_rate, 0);
        AtLeast(_count, 0);
        AtLeast(_connections, 1);
        AtLeast(_batch, 1);
        _headers.Validators.Add(result =>
        {
            foreach (string header in (result.GetValueOrDefault<string[]>() ?? []).Where(h => h.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--header must be NAME=VALUE, not '{header}'");
            }
        });
    }

    /// <summary>Whether the account at the end is JSON.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Write the account at the end as one line of JSON" };

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _scenario, _endpoint, _protocol, _rate, _duration, _count, _connections, _batch, _signals, _compression, _seed, _run,
            _ackedFile, _timeout, _retryTimeout, _headers, Json,
        ];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
    }

    public SendOptions Read(ParseResult result)
    {
        SendProtocol protocol = result.GetValue(_protocol) switch
        {
            "http/protobuf" => SendProtocol.HttpProtobuf,
            "http/json" => SendProtocol.HttpJson,
            _ => SendProtocol.Grpc,
        };
        string usual = protocol == SendProtocol.Grpc ? "http://localhost:4317" : "http://localhost:4318";
        bool cardinality = result.GetValue(_scenario) == "cardinality";
        return new SendOptions
        {
            Scenario = cardinality ? SendScenario.Cardinality : SendScenario.Shop,
            Endpoint = result.GetValue(_endpoint) ?? new Uri(usual),
            Protocol = protocol,
            Rate = result.GetValue(_rate),
            Duration = result.GetValue(_duration) ?? TimeSpan.Zero,
            Count = result.GetValue(_count),
            Connections = result.GetValue(_connections),
            Batch = result.GetValue(_batch),
            Signals = cardinality ? [Signal.Metrics] : result.GetValue(_signals) is { Count: > 0 } signals ? signals : [Signal.Traces, Signal.Metrics, Signal.Logs],
            Gzip = result.GetValue(_compression) == "gzip",
            Seed = result.GetValue(_seed),
            Run = result.GetValue(_run) is { Length: > 0 } run ? run : RandomNumberGenerator.GetBytes(RunLength),
            AckedFile = result.GetValue(_ackedFile),
            Timeout = result.GetValue(_timeout) ?? TimeSpan.FromSeconds(10),
            RetryTimeout = result.GetValue(_retryTimeout) ?? TimeSpan.FromMinutes(1),
            Headers = [.. (result.GetValue(_headers) ?? []).Select(h => h.Split('=', 2)).Select(h => KeyValuePair.Create(h[0], h[1]))],
        };
    }

    private static Option<TimeSpan?> Duration(string name, string description) =>
        new(name)
        {
            Description = description,
            CustomParser = result =>
            {
                if (!GoDuration.TryParse(result.Tokens[0].Value, out TimeSpan given) || given < TimeSpan.Zero)
                {
                    result.AddError($"{name} must be a duration such as 30s or 5m, not '{result.Tokens[0].Value}'");
                }

                return given;
            },
        };

    private static void AtLeast<T>(Option<T> option, T least)
        where T : IComparable<T>
    {
        option.Validators.Add(result =>
        {
            T given = result.GetValueOrDefault<T>();
            if (given.CompareTo(least) < 0)
            {
                result.AddError($"{option.Name} must be at least {least}, not {given}");
            }
        });
    }

    private static Uri? ParseEndpoint(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string url = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (Uri.TryCreate(url, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https")
        {
            return endpoint;
        }

        result.AddError($"--endpoint must be a URL such as http://localhost:4317, not '{text}'");
        return null;
    }

    private static List<Signal> ParseSignals(ArgumentResult result)
    {
        List<Signal> signals = [];
        foreach (string name in result.Tokens[0].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!SignalNames.TryParse(name, out Signal signal))
            {
                result.AddError($"--signals takes traces, metrics and logs, not '{name}'");
            }
            else if (!signals.Contains(signal))
            {
                signals.Add(signal);
            }
        }

        if (signals.Count == 0)
        {
            result.AddError("--signals must name at least one of traces, metrics and logs");
        }

        return signals;
    }

    private static byte[] ParseRun(ArgumentResult result)
    {
        byte[] run = new byte[RunLength];
        string text = result.Tokens[0].Value;
        if (text.Length != RunLength * 2 || Convert.FromHexString(text, run, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            result.AddError($"--run-id must be {RunLength * 2} hexadecimal digits, not '{text}'");
        }

        return run;
    }
}
