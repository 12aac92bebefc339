using RayFlow.Grains.Recovery;
using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Mistakes;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Cluster;

/// <summary>Keeps the runs of a silo going by the same <see cref="OwnedRuns"/> that a silo has; starts and stops it as <see cref="RunRecovery"/> does.</summary>
internal sealed class SimRecovery
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);

    private readonly SimSilo _silo;
    private readonly Turns _turns;
    private readonly OwnedRuns _runs;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _left = new();
    private Task _running = Task.CompletedTask;

    public SimRecovery(SimSilo silo)
    {
        _silo = silo;
        _turns = new Turns(silo.Simulator, silo.Process);
        Members = new SimMembers(silo);
        IRunWaker waker = new SimWaker(silo);
        if (silo.Cluster.Mistake == Mistake.FailedWakesStarveOthers)
        {
            waker = new StarvingWaker(waker, silo.Cluster.Recovery.Parallelism);
        }

        _runs = new OwnedRuns(
            Members, new SimIndex(silo.Database, silo.Process), waker, silo.Wakes, silo.Time, silo.Cluster.Recovery, silo.Environment.Logger);
    }

    /// <summary>Who is in the cluster, as the silo knows it.</summary>
    public SimMembers Members { get; }

    /// <summary>Begins.</summary>
    public void Start() => _turns.Run(() => _running = RunAsync());

    /// <summary>Finds and wakes nothing any more, and lets go what leaves memory.</summary>
    public void Stop() => _turns.Run(async () =>
    {
        _stopping.Cancel();
        await _running;
        await _runs.LeaveAsync(_left.Token);
    });

    /// <summary>All have left.</summary>
    public void Left() => _turns.Post(_left.Cancel);

    private async Task RunAsync()
    {
        await JoinAsync();
        await _runs.RunAsync(_stopping.Token);
    }

    /// <summary>A silo is a member before it has runs, and knows who else is.</summary>
    private async Task JoinAsync()
    {
        while (true)
        {
            try
            {
                await Members.RefreshAsync(_stopping.Token);
                return;
            }
            catch (Storage.StorageUnavailableException away)
            {
                _silo.Trace.Add($"{_silo.Name} cannot join: {away.Message}");
                await Task.Delay(Again, _silo.Time);
            }
        }
    }
}
