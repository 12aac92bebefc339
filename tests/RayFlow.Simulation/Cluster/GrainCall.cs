namespace RayFlow.Simulation.Cluster;

/// <summary>A call of a grain on its way.</summary>
/// <param name="key">Which grain.</param>
/// <param name="name">What is asked, for the trace.</param>
/// <param name="interleaves">Whether it is served beside others.</param>
/// <param name="caller">Who waits for the answer; null: somebody outside the cluster.</param>
/// <param name="expiresAt">When its caller stops waiting.</param>
/// <param name="run">Does it.</param>
/// <param name="answer">Takes the answer on the caller's side.</param>
internal sealed class GrainCall(
    string key, string name, bool interleaves, SimSilo? caller, TimeSpan expiresAt, Func<SimGrain, Task<object?>> run, Action<object?, Exception?> answer)
{
    /// <summary>Which grain.</summary>
    public string Key => key;

    /// <summary>What is asked.</summary>
    public string Name => name;

    /// <summary>Whether it is served beside others.</summary>
    public bool Interleaves => interleaves;

    /// <summary>Who waits for the answer; null: somebody outside the cluster.</summary>
    public SimSilo? Caller => caller;

    /// <summary>Where it was sent last.</summary>
    public SimSilo? Target { get; set; }

    /// <summary>How often it was sent on.</summary>
    public int Hops { get; set; }

    /// <summary>Whether it was answered, or given up.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether its caller has stopped waiting.</summary>
    public bool IsExpired(TimeSpan now) => now >= expiresAt;

    /// <summary>Does it.</summary>
    public Task<object?> Run(SimGrain grain) => run(grain);

    /// <summary>Sends back the result.</summary>
    public void Complete(object? result) => Answer(result, null);

    /// <summary>Sends back a failure.</summary>
    public void Fail(Exception failure) => Answer(null, failure);

    /// <summary>The answer has arrived, or will never come.</summary>
    public void Arrive(object? result, Exception? failure)
    {
        if (!IsOver)
        {
            IsOver = true;
            answer(result, failure);
        }
    }

    private void Answer(object? result, Exception? failure)
    {
        var from = Target!;
        from.Cluster.Network.Send(from, caller, () => Arrive(result, failure));
    }
}
