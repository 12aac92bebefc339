namespace RayFlow.Benchmarks.Servers;

/// <summary>What was spent up to a moment, or between two.</summary>
/// <param name="Silo">Processor time of the silo's process.</param>
/// <param name="Database">Processor time of PostgreSQL's processes; zero where it cannot be seen.</param>
/// <param name="Caller">Processor time of this process; zero if the silo is in it.</param>
/// <param name="Transactions">Transactions that wrote.</param>
/// <param name="LogBytes">Bytes of the write-ahead log.</param>
/// <param name="Allocated">Managed bytes allocated by silo and caller together; zero unless the silo is in this process.</param>
/// <param name="Paused">Time for which the garbage collector stopped both; zero unless the silo is in this process.</param>
internal readonly record struct Costs(TimeSpan Silo, TimeSpan Database, TimeSpan Caller, long Transactions, long LogBytes, long Allocated, TimeSpan Paused)
{
    /// <summary>What was spent in between.</summary>
    public static Costs operator -(Costs to, Costs from) =>
        new(
            to.Silo - from.Silo,
            to.Database - from.Database,
            to.Caller - from.Caller,
            to.Transactions - from.Transactions,
            to.LogBytes - from.LogBytes,
            to.Allocated - from.Allocated,
            to.Paused - from.Paused);
}
