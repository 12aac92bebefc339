using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using RayFlow.Grains.Recovery;
using RayFlow.Storage;
using RayFlow.Storage.Runs;
using RayFlow.Testing.Clusters;

namespace RayFlow.Grains.Tests.Recovery;

/// <summary>A cluster, an index of runs and the runs themselves, as recovery sees them, and a clock that stands still until it is moved.</summary>
internal sealed class RecoveryModel : IClusterMembers, IRunOwnership, IRunWaker, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<Row> _rows = [];
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();
    private readonly SemaphoreSlim _happened = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public sealed record Row(string RunId, string? Owner, bool IsWaiting = false, DateTimeOffset? WakeAt = null, int Takeovers = 0, string? Parked = null);

    public ManualClock Clock { get; } = new();

    public RecoveryOptions Options { get; } = new();

    public WakeQueue Queue => field ??= new WakeQueue(Clock, new Random(1));

    public OwnedRuns Runs => field ??= new OwnedRuns(this, this, this, Queue, Clock, Options, NullLogger.Instance);

    public HashSet<string> Members { get; set; } = ["me"];

    /// <summary>Who is found to be a member when that is asked anew.</summary>
    public HashSet<string>? Joined { get; set; }

    /// <summary>What waking a run does; null: it succeeds.</summary>
    public Func<string, Task>? Waking { get; set; }

    /// <summary>Whether the next claim is done and not answered.</summary>
    public bool LosesAnswer { get; set; }

    /// <summary>Runs in the order in which they were asked to wake.</summary>
    public ConcurrentQueue<string> Woken { get; } = [];

    public ConcurrentQueue<string> Claimed { get; } = [];

    public int Refreshes { get; private set; }

    public bool IsOpen { get; set; } = true;

    /// <summary>What is in the silo's memory.</summary>
    public ConcurrentBag<string> InMemory { get; } = [];

    public string Self => "me";

    public IReadOnlySet<string> Living => Members;

    public IReadOnlyList<Row> Rows
    {
        get
        {
            lock (_gate)
            {
                return [.. _rows];
            }
        }
    }

    public void Add(params Row[] rows)
    {
        lock (_gate)
        {
            _rows.AddRange(rows);
        }
    }

    public void Start()
    {
        var runs = Runs; // made here, with its queue: the test and what runs must have the same one
        _running = Task.Run(() => runs.RunAsync(_stopping.Token));
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public void Change(params string[] members)
    {
        Members = [.. members];
        _changes.Writer.TryWrite(true);
    }

    /// <summary>Returns when something is so; the clock stands still, or moves on in small steps.</summary>
    public async Task UntilAsync(Func<bool> isSo, TimeSpan step = default)
    {
        for (var since = TimeProvider.System.GetTimestamp(); !isSo();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, $"It did not come to that. Woken: {string.Join(' ', Woken.TakeLast(20))}. Rows: {string.Join(' ', Rows.Take(20))}");
            Clock.Advance(step);
            await _happened.WaitAsync(TimeSpan.FromMilliseconds(5));
        }
    }

    public Task RefreshAsync(CancellationToken cancellationToken)
    {
        Refreshes++;
        Members = Joined ?? Members;
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<IReadOnlySet<string>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var _ in _changes.Reader.ReadAllAsync(cancellationToken))
        {
            yield return Members;
        }
    }

    public Task<IReadOnlyList<string>> OwnersAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Rows.Select(row => row.Owner).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);

    public Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string self, string from, bool waiting, ClaimedRun? after, int limit, CancellationToken cancellationToken)
    {
        var claimed = new List<ClaimedRun>();
        lock (_gate)
        {
            for (var i = after is { } last ? _rows.FindIndex(row => row.RunId == last.RunId) + 1 : 0; i < _rows.Count && claimed.Count < limit; i++)
            {
                if (_rows[i].Owner == from && _rows[i].IsWaiting == waiting)
                {
                    _rows[i] = _rows[i] with { Owner = self, Takeovers = _rows[i].Takeovers + (waiting || from == RunIndex.Released ? 0 : 1) };
                    claimed.Add(new ClaimedRun(_rows[i].RunId, default, waiting, _rows[i].Takeovers));
                    Claimed.Enqueue(_rows[i].RunId);
                }
            }
        }

        if (LosesAnswer && claimed.Count > 0)
        {
            LosesAnswer = false;
            throw new StorageUnavailableException("cut off", null);
        }

        return Task.FromResult<IReadOnlyList<ClaimedRun>>(claimed);
    }

    public Task<IReadOnlyList<ClaimedRun>> AtWorkAsync(string owner, ClaimedRun? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ClaimedRun>>([.. Rows
            .SkipWhile(row => after is { } last && row.RunId != last.RunId).Skip(after is null ? 0 : 1)
            .Where(row => row.Owner == owner && !row.IsWaiting).Take(limit).Select(row => new ClaimedRun(row.RunId, default, false, 0))]);

    public Task<IReadOnlyList<DueRun>> DueAsync(string owner, DateTimeOffset until, DueRun? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DueRun>>([.. Rows
            .Where(row => row.Owner == owner && row.WakeAt <= until).OrderBy(row => row.WakeAt).ThenBy(row => row.RunId, StringComparer.Ordinal)
            .SkipWhile(row => after is { } last && (row.WakeAt!.Value, row.RunId).CompareTo((last.WakeAt, last.RunId)) <= 0)
            .Take(limit).Select(row => new DueRun(row.RunId, row.WakeAt!.Value))]);

    public Task<bool> ParkAsync(string runId, string owner, string reason, CancellationToken cancellationToken) =>
        Task.FromResult(Set(row => row.RunId == runId && row.Owner == owner, row => row with { Owner = null, Parked = reason }) > 0);

    public Task ReleaseAsync(string owner, IReadOnlyCollection<string> runs, CancellationToken cancellationToken) =>
        Task.FromResult(Set(row => row.Owner == owner && runs.Contains(row.RunId), row => row with { Owner = RunIndex.Released }));

    public bool Has(string runId) => InMemory.Contains(runId);

    public async Task WakeAsync(string runId)
    {
        Woken.Enqueue(runId);
        _happened.Release();
        await (Waking?.Invoke(runId) ?? Task.CompletedTask);
        InMemory.Add(runId);
    }

    public bool IsRunsOwn(Exception failure) => failure is InvalidDataException;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
        _happened.Dispose();
    }

    private int Set(Func<Row, bool> which, Func<Row, Row> change)
    {
        lock (_gate)
        {
            var count = 0;
            for (var i = 0; i < _rows.Count; i++)
            {
                if (which(_rows[i]))
                {
                    _rows[i] = change(_rows[i]);
                    count++;
                }
            }

            return count;
        }
    }
}
