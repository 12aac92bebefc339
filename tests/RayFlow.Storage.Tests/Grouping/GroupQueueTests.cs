using Microsoft.Extensions.Logging.Abstractions;
using RayFlow.Storage.Grouping;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Grouping;

public sealed class GroupQueueTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private readonly TestSilo _silo = new("Host=localhost");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Execute_ThatFailsUnexpectedly_TellsItsCallersAndServesTheNext()
    {
        var connection = new Connection { OnExecute = _ => throw new InvalidOperationException("refused"), OnExplain = () => throw new IOException("no explanation") };
        await using var queue = Queue(connection, 1000, Long);
        var first = new Operation(10);
        await queue.AddAsync(first);
        Assert.Equal("no explanation", (await Assert.ThrowsAsync<IOException>(() => first.Done.WaitAsync(Long))).Message);
        Assert.True(first.IsOutcomeUnknown);

        connection.OnExecute = _ => Task.CompletedTask;
        var second = new Operation(10);
        await queue.AddAsync(second);

        await second.Done.WaitAsync(Long);
        Assert.Equal(1, connection.Closed);
    }

    [Fact]
    public async Task Add_WithoutRoom_WaitsForItInOrder()
    {
        var turn = new TaskCompletionSource();
        var connection = new Connection { OnExecute = _ => turn.Task };
        await using var queue = Queue(connection, 100, Long);
        var under = new Operation(60);
        await queue.AddAsync(under);
        var large = new Operation(150);
        var small = new Operation(10);

        var adding = queue.AddAsync(large).AsTask();
        var addingSmall = queue.AddAsync(small).AsTask();
        Assert.False(adding.IsCompleted);
        Assert.False(addingSmall.IsCompleted);
        turn.SetResult();

        await Task.WhenAll(adding, addingSmall).WaitAsync(Long);
        await Task.WhenAll(under.Done, large.Done, small.Done).WaitAsync(Long);
        Assert.Equal([60, 150, 10], connection.Executed);
    }

    [Fact]
    public async Task Add_WithoutRoomInTime_IsRefusedAndTakesNone()
    {
        var turn = new TaskCompletionSource();
        await using var queue = Queue(new Connection { OnExecute = _ => turn.Task }, 100, TimeSpan.FromMilliseconds(100));
        await queue.AddAsync(new Operation(100));

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await queue.AddAsync(new Operation(100)));

        Assert.Equal("The database is not available: it takes writes more slowly than they come", error.Message);
        turn.SetResult();
        var next = new Operation(100);
        await queue.AddAsync(next);
        await next.Done.WaitAsync(Long);
    }

    [Fact]
    public async Task Dispose_WhileSomebodyWaitsForRoom_TellsHim()
    {
        var turn = new TaskCompletionSource();
        var queue = Queue(new Connection { OnExecute = _ => turn.Task }, 100, Long);
        await queue.AddAsync(new Operation(100));
        var adding = queue.AddAsync(new Operation(100)).AsTask();

        var disposing = queue.DisposeAsync().AsTask();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => adding.WaitAsync(Long));
        turn.SetResult();
        await disposing.WaitAsync(Long);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.AddAsync(new Operation(1)));
    }

    private GroupQueue<Operation> Queue(Connection connection, long queuedBytes, TimeSpan timeout) =>
        new(() => connection, new GroupLimits(1, 1, long.MaxValue, queuedBytes, timeout), _silo.Health, NullLogger.Instance);

    private sealed class Operation(long bytes) : PendingOperation
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override long Bytes => bytes;

        public Task Done => _done.Task;

        public override void Fail(Exception error) => _done.TrySetException(error);

        public void Complete() => _done.TrySetResult();
    }

    private sealed class Connection : IGroupConnection<Operation>
    {
        public Func<IReadOnlyList<Operation>, Task> OnExecute { get; set; } = _ => Task.CompletedTask;

        public Func<Exception> OnExplain { get; init; } = () => new InvalidOperationException();

        public List<long> Executed { get; } = [];

        public int Closed { get; private set; }

        public async Task ExecuteAsync(IReadOnlyList<Operation> operations)
        {
            await OnExecute(operations);
            foreach (var operation in operations)
            {
                Executed.Add(operation.Bytes);
                operation.Complete();
            }
        }

        public Task<Exception?> ExplainAsync(Operation operation, Exception error, int attempt) => Task.FromResult<Exception?>(OnExplain());

        public ValueTask CloseAsync()
        {
            Closed++;
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
