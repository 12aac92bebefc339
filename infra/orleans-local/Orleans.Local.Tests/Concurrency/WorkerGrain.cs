using Orleans.Concurrency;

namespace Orleans.Tests.Concurrency;

public interface IWorkerGrain : IGrainWithIntegerKey
{
    Task<Guid> Work(string entered, string gate);
}

[StatelessWorker(2)]
public sealed class WorkerGrain : Grain, IWorkerGrain
{
    private readonly Guid _instance = Guid.NewGuid();

    public async Task<Guid> Work(string entered, string gate)
    {
        Gates.Open(entered);
        await Gates.Passed(gate);
        return _instance;
    }
}
