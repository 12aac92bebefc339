using RayFlow.Model.Values;

namespace RayFlow.Nodes.Sdk;

/// <summary>What a running effect node knows of its run, and what it may use. Members may be called from any thread.</summary>
public sealed class NodeContext
{
    /// <summary>The longest log message in characters; a longer one is cut.</summary>
    public const int MaxLogMessage = 8192;

    /// <summary>How many lines one attempt may log; further ones are dropped, and the last line says so.</summary>
    public const int MaxLogLines = 1000;

    private readonly List<LogLine> _log = [];

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The frame such as <c>for1[3]</c>; empty for the root.</summary>
    public string Frame { get; init; } = "";

    /// <summary>The node's id in its flow.</summary>
    public required string NodeId { get; init; }

    /// <summary>The attempt, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary><c>run/frame/node</c>: the same on every attempt. Hand it to whatever the node changes, so that it changes once.</summary>
    public string IdempotencyKey { get => field ?? $"{RunId}/{Frame}/{NodeId}"; init; }

    /// <summary>The run's variables.</summary>
    public required RunVariables Variables { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The server's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Stores an event and starts the flows that subscribe to it; answers how many.</summary>
    public required Func<string, Value, CancellationToken, Task<long>> EventSink { private get; init; }

    /// <summary>What was logged so far.</summary>
    public IReadOnlyList<LogLine> LogLines
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>Writes a line to the run's events.</summary>
    public void Log(NodeLogLevel level, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_log)
        {
            if (_log.Count < MaxLogLines)
            {
                _log.Add(new LogLine(TimeProvider.GetUtcNow(), level, Cut(message)));
            }
            else if (_log.Count == MaxLogLines)
            {
                _log.Add(new LogLine(TimeProvider.GetUtcNow(), NodeLogLevel.Warning, $"Further lines are not kept: there are more than {MaxLogLines}."));
            }
        }
    }

    /// <summary>Emits an event and answers how many flows it was delivered to.</summary>
    public Task<long> EmitEventAsync(string name, Value payload, CancellationToken cancellationToken) => EventSink(name, payload, cancellationToken);

    private static string Cut(string message) => message.Length <= MaxLogMessage ? message : string.Concat(message.AsSpan(0, MaxLogMessage - 1), "…");
}
