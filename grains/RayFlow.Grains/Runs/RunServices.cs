using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Recovery;
using RayFlow.Grains.Values;
using RayFlow.Storage;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>What every run's grain needs of its silo.</summary>
internal sealed class RunServices(
    CompiledFlows flows,
    RunJournalEntries journals,
    StoredValues values,
    RunStarter starter,
    StalledRuns stalled,
    SiloIdentity silo,
    RunIndex index,
    StorageHealth health,
    TimeProvider time,
    IOptions<RunOptions> options,
    ILogger<RunServices> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    public CompiledFlows Flows => flows;

    public RunJournalEntries Journals => journals;

    public StoredValues Values => values;

    public RunStarter Starter => starter;

    public RunIndex Index => index;

    public StalledRuns Stalled => stalled;

    public StorageHealth Health => health;

    public TimeProvider Time => time;

    public RunOptions Options => options.Value;

    /// <summary>This start of this silo.</summary>
    public string SiloId => silo.Id;

    /// <summary>How long a caller waits for a commit before it is told that the database is away.</summary>
    public TimeSpan CommitPatience { get; } = TimeSpan.FromSeconds(15);

    /// <summary>A run that waits longer than this leaves memory.</summary>
    public TimeSpan KeepInMemory { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Commits what is pending, however long the database is away: an accepted run waits for it.</summary>
    public async Task WriteAsync(IPersistentState<RunJournal> journal, string runId)
    {
        while (true)
        {
            try
            {
                await journal.WriteStateAsync();
                return;
            }
            catch (Storage.StorageUnavailableException away)
            {
                logger.CommitWaits(runId, away.Message);
                await Task.Delay(RetryPause, time);
            }
        }
    }
}
