using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Nodes;

/// <summary>The variables of one run. A change is committed before it is answered.</summary>
internal sealed class VariableStoreGrain([PersistentState("variables", StorageNames.Runs)] IPersistentState<VariableStoreState> stored) : Grain, IVariableStoreGrain
{
    private VariableSet _variables = VariableSet.Empty;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _variables = VariableSet.Load(stored.State);
        return Task.CompletedTask;
    }

    public async Task DeclareAsync(IReadOnlyList<DeclaredVariable> variables, CancellationToken cancellationToken)
    {
        if (!_variables.IsDeclared)
        {
            await CommitAsync(_variables.Declare(variables), cancellationToken);
        }
    }

    public Task<VariableReading> GetAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(_variables.TryGet(name, out var value) ? new VariableReading(true, value) : new VariableReading(false, Value.Null));

    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_variables.TryGet(name, out _));

    public Task<ValueMap> GetAllAsync(CancellationToken cancellationToken) => Task.FromResult(_variables.Values);

    public async Task<VariableOutcome> ApplyAsync(VariableOperation operation, CancellationToken cancellationToken)
    {
        if (_variables.TryGetAnswer(operation.IdempotencyKey, out var answer))
        {
            return new VariableOutcome(answer);
        }

        var changed = _variables.Apply(operation, out var result, out var error);
        if (error is not null)
        {
            return new VariableOutcome(Value.Null, new RunError(error.Code, error.Message));
        }

        await CommitAsync(changed, cancellationToken);
        return new VariableOutcome(result);
    }

    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        _variables = VariableSet.Empty;
        await stored.ClearStateAsync(cancellationToken);
        DeactivateOnIdle();
    }

    private async Task CommitAsync(VariableSet changed, CancellationToken cancellationToken)
    {
        stored.State = changed.Save();
        try
        {
            await stored.WriteStateAsync(cancellationToken);
            _variables = changed;
        }
        catch (Exception failure)
        {
            // Whether the write arrived is not known: what the database says counts, with a new activation.
            DeactivateOnIdle();
            if (failure is Storage.StorageUnavailableException)
            {
                throw new StorageUnavailableException("The database is away; the variable was not changed. The node is tried again.", failure);
            }

            throw;
        }
    }
}
