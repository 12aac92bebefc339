using Microsoft.Extensions.Logging;

namespace RayFlow.Simulation.Cluster;

/// <summary>The log of a silo goes into the trace.</summary>
internal sealed class SimLogger(SimSilo silo) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        silo.Trace.Add($"{silo.Name} logs {formatter(state, exception)} {exception}");
        if (logLevel >= LogLevel.Error)
        {
            silo.Cluster.Complaints.Add($"{silo.Name} logged {eventId.Name}: {formatter(state, exception)} {exception}");
        }
    }
}
