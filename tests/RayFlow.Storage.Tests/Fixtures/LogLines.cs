using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RayFlow.Storage.Tests.Fixtures;

/// <summary>What storage logged, as event ids.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<int> _events = new();

    /// <summary>How often an event was logged.</summary>
    public int Count(int id) => _events.Count(logged => logged == id);

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("RayFlow.", StringComparison.Ordinal) ? this : NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _events.Enqueue(eventId.Id);

    public void Dispose()
    {
    }
}
