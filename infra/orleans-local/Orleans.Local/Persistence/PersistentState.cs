using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>A state of an activation. Reads and writes of it follow one another, however many turns ask for them.</summary>
internal sealed class PersistentState<TState> : IPersistentState<TState>
{
    private readonly IGrainContext _context;
    private readonly IGrainStorage _storage;
    private readonly string _name;
    private readonly GrainState<TState> _state = new(StateActivator<TState>.Create());
    private Task _last = Task.CompletedTask;
    private bool _loaded;

    public PersistentState(IGrainContext context, IGrainStorage storage, string name)
    {
        _context = context;
        _storage = storage;
        _name = name;
        context.ObservableLifecycle.Subscribe(name, GrainLifecycleStage.SetupState, ReadStateAsync);
    }

    public TState State
    {
        get => OnTurn()._state.State!;
        set => OnTurn()._state.State = value;
    }

    public string? Etag => _state.ETag;

    public bool RecordExists => _loaded ? _state.RecordExists : throw new InvalidOperationException("State has not yet been loaded");

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => Follow(async () =>
    {
        await _storage.ReadStateAsync(_name, _context.GrainId, _state, cancellationToken);
        _loaded = true;
    });

    public Task WriteStateAsync(CancellationToken cancellationToken) => Follow(() => _storage.WriteStateAsync(_name, _context.GrainId, _state, cancellationToken));

    public Task ClearStateAsync(CancellationToken cancellationToken) => Follow(() => _storage.ClearStateAsync(_name, _context.GrainId, _state, cancellationToken));

    private Task Follow(Func<Task> operation)
    {
        OnTurn();
        return _last = _last.IsCompleted ? operation() : FollowAsync(_last, operation);
    }

    private static async Task FollowAsync(Task last, Func<Task> operation)
    {
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await operation();
    }

    private PersistentState<TState> OnTurn() => ReferenceEquals(RuntimeContext.Current, _context)
        ? this
        : throw new InvalidOperationException("The state of a grain can only be used in its turns, which code inside Task.Run is not.");
}
