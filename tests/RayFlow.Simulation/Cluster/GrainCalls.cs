using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Cluster;

/// <summary>The calls of grains: where each goes, what becomes of it when nobody is there, and when its caller stops waiting.</summary>
internal sealed class GrainCalls(SimCluster cluster, Chance routing)
{
    private const int MostHops = 4;
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    private readonly List<GrainCall> _calls = [];

    /// <summary>Calls a grain and answers on the caller's turns.</summary>
    public Task<T> CallAsync<TGrain, T>(SimSilo? caller, string key, string name, bool interleaves, Func<TGrain, Task<T>> run)
        where TGrain : SimGrain
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var timeout = default(Alarm);
        var call = new GrainCall(
            key,
            name,
            interleaves,
            caller,
            cluster.Simulator.Now + ResponseTimeout,
            async grain => await run((TGrain)grain),
            (result, failure) =>
            {
                timeout?.Dispose();
                _ = failure is null ? answer.TrySetResult((T)result!) : answer.TrySetException(failure);
            });
        timeout = cluster.Simulator.After(ResponseTimeout, caller?.Process, () => call.Arrive(null, new TimeoutException($"{name} of {key} was not answered within {ResponseTimeout}.")));
        _calls.RemoveAll(static over => over.IsOver);
        _calls.Add(call);
        Route(call, caller);
        return answer.Task;
    }

    /// <summary>Sends a call on to where its grain is now.</summary>
    public void Forward(GrainCall call, SimSilo from)
    {
        if (++call.Hops > MostHops)
        {
            call.Fail(new SiloGoneException($"{call.Name} of {call.Key} was sent on {MostHops} times"));
            return;
        }

        Route(call, from);
    }

    /// <summary>A silo was given up: who waits for an answer from it is told.</summary>
    public void Abandon(SimSilo silo)
    {
        foreach (var call in _calls.Where(call => call.Target == silo && !call.IsOver).ToList())
        {
            cluster.Simulator.After(routing.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(50)), call.Caller?.Process, () => call.Arrive(null, new SiloGoneException(silo.Name)));
        }
    }

    private void Route(GrainCall call, SimSilo? from)
    {
        var target = cluster.Directory.Find(call.Key)?.Silo ?? Place();
        if (target is null)
        {
            cluster.Simulator.After(TimeSpan.FromMilliseconds(100), from?.Process, () => call.Arrive(null, new SiloGoneException("every silo")));
            return;
        }

        call.Target = target;
        if (target.Process.IsDead && routing.In(0.5))
        {
            cluster.Simulator.After(routing.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)), call.Caller?.Process, () => call.Arrive(null, new SiloGoneException(target.Name)));
            return;
        }

        cluster.Network.Send(from, target, () => Deliver(call, target));
    }

    private void Deliver(GrainCall call, SimSilo target)
    {
        if (target.Process.IsDead)
        {
            return;
        }

        if (target.Find(call.Key) is { IsGone: false } grain)
        {
            grain.Receive(call);
            return;
        }

        if ((cluster.Directory.Find(call.Key) is { } other && other.Silo != target) || target.IsStopping)
        {
            Forward(call, target);
            return;
        }

        target.Create(call.Key).Receive(call);
    }

    private SimSilo? Place()
    {
        var candidates = cluster.Silos.Where(silo => !silo.IsDeclaredDead && !silo.IsStopping).ToList();
        return candidates.Count == 0 ? null : routing.Of(candidates);
    }
}
