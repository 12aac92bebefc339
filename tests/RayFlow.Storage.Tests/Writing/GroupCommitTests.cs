using Orleans.Storage;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Writing;

public sealed class GroupCommitTests(StorageFixture database) : IClassFixture<StorageFixture>
{
    [Theory]
    [InlineData(1000, 2)]
    [InlineData(50, 5)]
    public async Task Write_OfManyGrainsDuringACommit_GoesIntoTheNext(int maxBatchWrites, int transactions)
    {
        await using var silo = StartSilo(options => options.MaxBatchWrites = maxBatchWrites);
        var runs = await StartAsync(silo, 201);
        await WriteAsync(runs, run => run.Batch([$"of {run.Id}"]));

        Assert.Equal(transactions, await database.CountTransactionsAsync(runs.Select(run => run.Id)));
        foreach (var run in runs.Take(5))
        {
            Assert.Equal([$"of {run.Id}"], (await silo.ActivateAsync(run.Id)).Entries);
        }
    }

    [Fact]
    public async Task Write_OfManyBytesDuringACommit_IsSpreadOverSeveral()
    {
        await using var silo = StartSilo(options => options.MaxBatchBytes = 64 * 1024);
        var runs = await StartAsync(silo, 11);
        await WriteAsync(runs, run => run.Batch([new string('x', 40_000)]));

        Assert.Equal(6, await database.CountTransactionsAsync(runs.Select(run => run.Id)));
    }

    [Fact]
    public async Task Write_ByTwoConnections_LosesNothing()
    {
        await using var silo = database.StartSilo(options => options.WriterConnections = 2);
        var runs = await StartAsync(silo, 100);

        await Task.WhenAll(runs.Select(async run =>
        {
            for (var i = 0; i < 10; i++)
            {
                await run.AppendAsync($"{i}");
            }
        }));

        foreach (var run in runs)
        {
            Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), (await silo.ActivateAsync(run.Id)).Entries);
        }
    }

    [Fact]
    public async Task Write_ThatCannotBeStored_FailsWithoutItsNeighbours()
    {
        await using var silo = StartSilo();
        var runs = await StartAsync(silo, 20);
        var unsendable = runs[8];
        var stale = runs[13];
        var staleRow = runs[14];
        await (await silo.ActivateAsync(stale.Id)).AppendAsync("by another");
        var other = await silo.ActivateAsync(staleRow.Id);
        await other.WriteAsync(other.Batch(["by another"], other.Row("completed")));

        var errors = await WriteAsync(runs, run => run.Batch(
            run == staleRow ? [] : ["mine"],
            run.Row() with { FlowHash = run == unsendable ? "no hash" : "abcd" }));

        Assert.Equal([unsendable.Id, stale.Id, staleRow.Id], errors.Keys);
        Assert.IsType<FormatException>(errors[unsendable.Id]);
        Assert.IsType<InconsistentStateException>(errors[stale.Id]);
        Assert.IsType<InconsistentStateException>(errors[staleRow.Id]);
        foreach (var run in runs)
        {
            var expected = errors.GetValueOrDefault(run.Id) switch { null => "mine", InconsistentStateException => "by another", _ => null };
            Assert.Equal(expected, (await silo.ActivateAsync(run.Id)).Entries.SingleOrDefault());
        }
    }

    [Fact]
    public async Task Write_AfterARefusedOne_CanTakeAnother()
    {
        await using var silo = StartSilo();
        var run = await silo.StartAsync();
        await Assert.ThrowsAsync<FormatException>(() => run.WriteAsync(run.Batch(["one"], run.Row() with { FlowHash = "no hash" })));
        Assert.Equal(0, run.Journal.Length);

        await run.AppendAsync("two");

        Assert.Equal(["two"], (await silo.ActivateAsync(run.Id)).Entries);
    }

    [Fact]
    public async Task Dispose_WithWritesQueued_StoresThemFirst()
    {
        var silo = StartSilo();
        var runs = await StartAsync(silo, 10);
        var writes = new List<Task>();
        Task disposing;
        await using (await database.Source.LockAsync("journal"))
        {
            writes.AddRange(runs.Select(run => run.AppendAsync("one")));
            disposing = silo.DisposeAsync().AsTask();
        }

        await disposing;
        await Task.WhenAll(writes);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => runs[0].AppendAsync("two"));
    }

    /// <summary>With one writer, so that what is queued during a commit is in one group.</summary>
    private TestSilo StartSilo(Action<PostgresStorageOptions>? configure = null) => database.StartSilo(options =>
    {
        options.WriterConnections = 1;
        configure?.Invoke(options);
    });

    private static async Task<List<TestRun>> StartAsync(TestSilo silo, int count)
    {
        var runs = new List<TestRun>();
        for (var i = 0; i < count; i++)
        {
            runs.Add(await silo.StartAsync());
        }

        return runs;
    }

    /// <summary>Holds up the commit of the first run's write until those of all others are queued. Returns errors by run.</summary>
    private async Task<Dictionary<string, Exception>> WriteAsync(List<TestRun> runs, Func<TestRun, JournalBatch> batch)
    {
        var writes = new List<Task>();
        await using (await database.Source.LockAsync("journal"))
        {
            foreach (var run in runs)
            {
                writes.Add(run.WriteAsync(batch(run)));
                if (writes.Count == 1)
                {
                    await database.Source.UntilBlockedAsync("journal");
                }
            }
        }

        var errors = new Dictionary<string, Exception>();
        for (var i = 0; i < runs.Count; i++)
        {
            if (await Record.ExceptionAsync(() => writes[i]) is { } error)
            {
                errors.Add(runs[i].Id, error);
            }
        }

        return errors;
    }
}
