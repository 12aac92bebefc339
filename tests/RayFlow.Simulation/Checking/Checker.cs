using RayFlow.Engine.Running;
using RayFlow.Grains.Runs;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Simulation.Cluster;
using RayFlow.Simulation.Flows;
using RayFlow.Simulation.Scenarios;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Checking;

/// <summary>Holds what happened against what RayFlow promises.</summary>
internal sealed class Checker(SimCluster cluster, Caller caller)
{
    private static readonly TimeSpan LongestLeave = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(1);

    private readonly List<string> _violations = [];
    private readonly Dictionary<string, FoldedRun> _runs = new(StringComparer.Ordinal);

    /// <summary>Everything that is not as promised, in words.</summary>
    /// <param name="isOver">Whether everything came to its end.</param>
    /// <param name="isQuiet">Whether nothing has happened for so long that nothing may be in memory any more.</param>
    public IReadOnlyList<string> Check(bool isOver, bool isQuiet)
    {
        foreach (var complaint in cluster.Complaints.Where(IsUnexplained))
        {
            _violations.Add($"complaint: {complaint}");
        }

        Fold();
        foreach (var run in _runs.Values)
        {
            CheckRow(run, isOver);
            CheckChildren(run);
        }

        CheckEffects();
        CheckPromises();
        CheckCourses();
        CheckMemory(isQuiet);
        return _violations;
    }

    private bool IsUnexplained(string complaint) =>
        !cluster.Poisoned.Any(run => complaint.Contains(run, StringComparison.Ordinal)) && !cluster.Database.Impaired.Any(run => complaint.Contains(run, StringComparison.Ordinal));

    private bool IsWhole(string runId) => !cluster.Database.Impaired.Contains(runId);

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            _violations.Add(otherwise);
        }
    }

    private void Fold()
    {
        foreach (var (runId, stored) in cluster.Database.Runs.Where(run => !cluster.Database.Mixed.Contains(run.Key)))
        {
            try
            {
                _runs.Add(runId, new FoldedRun(runId, stored, cluster.Flows));
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                _violations.Add($"journal: run {runId[..6]} cannot be folded: {failure.Message}");
            }
        }
    }

    private void CheckRow(FoldedRun run, bool isOver)
    {
        if (cluster.Database.Damaged.Contains(run.RunId) && run.Stored.Row is not { EndedAt: not null })
        {
            return; // it is parked, or that would not be over
        }

        var (id, row, outcome) = (run.RunId[..6], run.Stored.Row, run.State.Outcome);
        if (row is null)
        {
            Require(false, $"row: run {id} has none");
            return;
        }

        var status = StatusText.Of(RunSummaries.Status(run.State, isBusy: false));
        if (outcome is null)
        {
            Require(row.EndedAt is null, $"row: run {id} is {status} by its journal, and its row says that it is {row.Status}");
            Require(run.State.IsPaused || !isOver, $"end: run {id} is {status}");
            Require(run.State.IsPaused || isOver, $"hangs: run {id} is {row.Status}, owner {row.Owner}, due {row.WakeAt:HH:mm:ss}, waits for {string.Join(", ", Waits.Of(run.State).Select(wait => $"{wait.Kind} {wait.NodeId}"))}; open: {string.Join(", ", Outstanding.Of(run.State).Select(instruction => $"{instruction.GetType().Name} {instruction.Node.Id}"))}");
            return;
        }

        Require(row.Status == status && row.EndedAt is not null, $"row: run {id} is {status} by its journal, and its row says that it is {row.Status}");
        var isOwed = run.State.HasOpenChildren || (run.Header.Parent is { } parent && !run.State.IsParentInformed && IsWhole(parent.RunId));
        Require(!isOwed || !IsWhole(run.RunId), $"owed: run {id} has ended, and its parent does not know or children of it are open: {string.Join(", ", run.State.OpenChildren)}");
        Require(row.Owner is null || !isOver || isOwed, $"row: run {id} has ended, and still has the owner {row.Owner}");
    }

    private void CheckChildren(FoldedRun run)
    {
        if (run.Header.Parent is not { } call || !IsWhole(run.RunId) || !IsWhole(call.RunId) || cluster.Meddled.Contains(run.RunId) || !_runs.TryGetValue(call.RunId, out var parent))
        {
            return;
        }

        var told = parent.Events.Where(item => item.Event is ChildEnded ended && ended.Frame == call.Frame && ended.Node == call.Node && ended.Attempt == call.Attempt).Select(item => item.Order).ToList();
        Require(told.Count > 0, $"child: run {run.RunId[..6]} was called by {call.RunId[..6]}, which has not recorded its end");
        Require(told.Count == 0 || run.Stored.EndedAt < told[0], $"child: run {run.RunId[..6]} goes on although {call.RunId[..6]} has recorded its end");
    }

    private void CheckEffects()
    {
        CheckOutcomes();
        var before = new Dictionary<(string Run, long Frame, int Node, int Consumer, int Attempt), Execution>();
        foreach (var execution in cluster.Ledger.Executions)
        {
            var request = execution.Request;
            if (!IsWhole(request.RunId) || !_runs.TryGetValue(request.RunId, out var run))
            {
                continue;
            }

            var outcome = run.OutcomeBefore(request.FrameId, request.NodeIndex, request.Consumer, request.Attempt, execution.Order);
            var hadEnded = run.Stored.EndedAt < execution.Order ? run.Stored.Entries[^1].At : default(TimeSpan?);
            var wasOnItsWay = WasOnItsWay(execution, outcome ?? hadEnded);
            Require(outcome is null || wasOnItsWay, $"order: {execution} began after its outcome was committed");
            var key = (request.RunId, request.FrameId, request.NodeIndex, request.Consumer, request.Attempt);
            if (before.TryGetValue(key, out var earlier) && !run.WasRetried(earlier.Order, execution.Order))
            {
                Require(earlier.Key == execution.Key, $"key: {execution} has another key than {earlier}");
                Require(wasOnItsWay || !(earlier.AcknowledgedAt < execution.Order), $"acknowledged: {execution} began again although the report of {earlier} was acknowledged");
                Require(cluster.Ledger.WasTroubled(earlier.BeganAt, execution.BeganAt), $"repeated: {execution} is made again after {earlier}, and nothing had gone wrong");
            }

            if (hadEnded is { } end && execution.BeganAt > end + OnItsWay)
            {
                Require(cluster.Ledger.WasTroubled(end, execution.BeganAt), $"after the end: {execution} began, and its run had ended at {end.TotalSeconds:F4}");
            }

            before[key] = execution;
        }
    }

    /// <summary>
    /// Whether an attempt was handed over a second time before its outcome was committed, and came to its node before it counted as late: as after
    /// any crash it may be made again. What came late does not look so if the clocks differ by just as much.
    /// </summary>
    private bool WasOnItsWay(Execution execution, TimeSpan? outcome) =>
        outcome is { } committed && cluster.Ledger.WasTroubled(execution.BeganAt, execution.BeganAt)
        && ((execution.HandedAt < committed && execution.BeganAt - committed < OnItsWay) || (cluster.ClocksDiffer && LookedFresh(execution)));

    private static bool LookedFresh(Execution execution) =>
        execution.Request.HandedAt is { } handed && (SimClock.Epoch + execution.BeganAt + execution.Silo.Time.Skew - handed).Duration() < OnItsWay;

    /// <summary>What a journal says of an attempt was made.</summary>
    private void CheckOutcomes()
    {
        var made = cluster.Ledger.Executions.Select(execution => (execution.Request.RunId, execution.Request.FrameId, execution.Request.NodeIndex, execution.Request.Consumer, execution.Request.Attempt)).ToHashSet();
        foreach (var run in _runs.Values.Where(run => IsWhole(run.RunId)))
        {
            foreach (var (@event, _) in run.Events)
            {
                if (Awaited.OfReport(@event) is var (frame, node, consumer, attempt) && run.State.Graph.Nodes[node].RunsInGrain)
                {
                    Require(made.Contains((run.RunId, frame, node, consumer, attempt)), $"outcome: run {run.RunId[..6]} has an outcome of {run.State.Graph.Nodes[node].Id}#{attempt}, which was never made");
                }
            }
        }
    }

    private void CheckPromises()
    {
        foreach (var promise in cluster.Ledger.Promises.Where(promise => IsWhole(promise.RunId)))
        {
            if (!_runs.TryGetValue(promise.RunId, out var run))
            {
                Require(cluster.Database.Runs.ContainsKey(promise.RunId), $"promise: {promise.Kind} of {promise.RunId[..6]} was acknowledged, and there is no such run");
                continue;
            }

            Require(IsKept(promise, run), $"promise: {promise.Kind} {promise.Detail} of {promise.RunId[..6]} was acknowledged at {promise.At.TotalSeconds:F4} and is not in its journal");
        }
    }

    private static bool IsKept(Promise promise, FoldedRun run)
    {
        var recorded = run.Events.Where(item => item.Order < promise.Order).Select(item => item.Event);
        return promise.Kind switch
        {
            PromiseKind.Start => recorded.Any(),
            PromiseKind.Signal => recorded.OfType<SignalReceived>().Any(signal => signal.SignalId == promise.Detail),
            PromiseKind.Variable => recorded.OfType<VariableChanged>().Any(change => $"{change.Frame}/{change.Node}#{change.Number}" == promise.Detail),
            PromiseKind.Emission => recorded.OfType<RunStarted>().Any(started => started.Inputs["x"] == promise.Payload),
            _ => promise.Detail switch
            {
                "Cancel" => recorded.Any(@event => @event is CancelRequested or RunTerminated) || run.Stored.EndedAt < promise.Order,
                "Terminate" => recorded.OfType<RunTerminated>().Any() || run.Stored.EndedAt < promise.Order,
                "Pause" => recorded.OfType<PauseRequested>().Any(),
                "Resume" => recorded.OfType<ResumeRequested>().Any(),
                _ => recorded.OfType<RetryRequested>().Any(),
            },
        };
    }

    private void CheckCourses()
    {
        foreach (var planned in caller.Runs)
        {
            if (planned.IsDisturbed || cluster.Meddled.Contains(planned.Id) || planned.Timeout is not null || !IsWhole(planned.Id) || cluster.Poisoned.Count > 0 || !_runs.TryGetValue(planned.Id, out var run) || run.State.Outcome is not { } outcome)
            {
                continue;
            }

            if (planned.Flow.CourseIn(planned.Input, planned.Strategy, 0, cluster.Effects, cluster.Flows) is not { } course)
            {
                continue;
            }

            var ending = Course.Describe(outcome.Kind, outcome.ReturnNode, outcome.Result, outcome.Error?.Error.Code);
            var attempts = cluster.Ledger.Executions.Where(execution => execution.Request.RunId == planned.Id).Select(execution => $"{execution.Key[32..]}#{execution.Request.Attempt}").ToHashSet(StringComparer.Ordinal);
            var others = attempts.Except(course.Attempts).ToList();
            if ((ending != course.Ending || others.Count > 0) && planned.Flow.IsCertain(planned.Input, planned.Strategy, cluster.Effects, cluster.Flows))
            {
                _violations.Add($"course: run {planned.Id[..6]} {ending}; without faults it is {course.Ending}. Effects that it does not make then: {string.Join(", ", others)}");
            }
        }
    }

    private void CheckMemory(bool isQuiet)
    {
        Require(cluster.SlowestLeave.Time <= LongestLeave, $"leave: {cluster.SlowestLeave.Key} was kept for {cluster.SlowestLeave.Time.TotalSeconds:F1} s after it had given up");
        foreach (var grain in isQuiet && cluster.Database.Damaged.Count == 0 ? cluster.Running.SelectMany(silo => silo.Grains) : [])
        {
            Require(false, $"memory: {grain.Silo.Name} still has {grain.Key}");
        }
    }
}
