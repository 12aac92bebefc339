namespace Orleans.Tests.Activations;

public interface ILifeGrain : IGrainWithStringKey
{
    Task<Guid> Instance();

    Task Leave(string ended);

    Task<Guid> LeaveAndWait(string entered, string gate);

    Task<string> AskOutsideTheTurn();
}

public sealed class LifeGrain : Grain, ILifeGrain, IDisposable
{
    private readonly Guid _instance = Guid.NewGuid();
    private string? _ended;

    public Task<Guid> Instance() => Task.FromResult(_instance);

    public Task Leave(string ended)
    {
        _ended = ended;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<Guid> LeaveAndWait(string entered, string gate)
    {
        DeactivateOnIdle();
        Gates.Open(entered);
        await Gates.Passed(gate);
        return _instance;
    }

    public async Task<string> AskOutsideTheTurn() => (await Task.Run(() => GrainFactory.GetGrain<ILifeGrain>("other"))).GetPrimaryKeyString();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_ended is not null)
        {
            Gates.Open($"{_ended}:{reason.ReasonCode}");
        }

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        if (_ended is not null)
        {
            Gates.Open($"{_ended}:disposed");
        }
    }
}

public interface IFailingGrain : IGrainWithStringKey
{
    Task Ping();
}

public sealed class FailingGrain : Grain, IFailingGrain
{
    public static HashSet<string> Broken { get; } = [];

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Broken.Contains(this.GetPrimaryKeyString()))
        {
            throw new InvalidOperationException("Cannot activate.");
        }
    }

    public Task Ping() => Task.CompletedTask;
}

/// <summary>A grain without the base class.</summary>
public interface IPlainGrain : IGrainWithStringKey
{
    Task<string> Key();
}

public sealed class PlainGrain(IGrainContext context) : IGrainBase, IPlainGrain
{
    public IGrainContext GrainContext { get; } = context;

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());
}
