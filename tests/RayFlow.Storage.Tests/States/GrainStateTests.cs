using Orleans.Storage;
using RayFlow.Model.Values;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.States;

/// <summary>What Orleans expects of any grain storage.</summary>
public sealed class GrainStateTests(StorageFixture database) : IClassFixture<StorageFixture>, IAsyncDisposable
{
    private readonly TestSilo _silo = database.StartSilo();
    private readonly GrainId _grain = GrainId.Create("counter", Guid.NewGuid().ToString("N"));

    public async ValueTask DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Read_OfNothing_GivesANewState()
    {
        var state = await ReadAsync();

        Assert.Equal(0, state.State!.Count);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
    }

    [Fact]
    public async Task Write_ThenRead_GivesTheSame()
    {
        var values = ValueMap.Of(("int", 1), ("float", 1.0), ("list", ValueList.Create([Value.Null, "x"])), ("dict", ValueMap.Empty));
        var state = await ReadAsync();
        state.State = new Counter { Count = 7, Values = new Dictionary<string, Value> { ["some_Name"] = values, ["none"] = Value.Null } };
        await WriteAsync(state);

        var again = await ReadAsync();

        Assert.Equal(7, again.State!.Count);
        Assert.Equal(state.State.Values, again.State.Values);
        Assert.True(again.RecordExists);
        Assert.Equal(state.ETag, again.ETag);
    }

    [Fact]
    public async Task Write_Again_ChangesTheETag()
    {
        var state = await ReadAsync();
        await WriteAsync(state);
        var first = state.ETag;

        state.State!.Count = 2;
        await WriteAsync(state);

        Assert.NotEqual(first, state.ETag);
        Assert.Equal(2, (await ReadAsync()).State!.Count);
    }

    [Fact]
    public async Task Write_OfTwoNewActivations_RefusesTheSecond()
    {
        var first = await ReadAsync();
        var second = await ReadAsync();
        first.State!.Count = 1;
        second.State!.Count = 2;
        await WriteAsync(first);

        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(second));

        Assert.Equal(first.ETag, error.StoredEtag);
        Assert.Null(error.CurrentEtag);
        Assert.Null(second.ETag);
        Assert.Equal(1, (await ReadAsync()).State!.Count);
    }

    [Fact]
    public async Task Write_OfAStaleState_IsRefused()
    {
        await WriteAsync(await ReadAsync());
        var first = await ReadAsync();
        var second = await ReadAsync();
        first.State!.Count = 1;
        await WriteAsync(first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(second));

        Assert.Equal(1, (await ReadAsync()).State!.Count);
    }

    [Fact]
    public async Task Clear_ThenRead_GivesANewState()
    {
        var state = await ReadAsync();
        state.State!.Count = 3;
        await WriteAsync(state);

        await _silo.Storage.ClearStateAsync("counter", _grain, state);

        Assert.Equal(0, state.State!.Count);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.False((await ReadAsync()).RecordExists);
        await WriteAsync(state);
    }

    [Fact]
    public async Task Clear_OfAStaleState_IsRefused()
    {
        var state = await ReadAsync();
        await WriteAsync(state);
        var stale = await ReadAsync();
        await WriteAsync(state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _silo.Storage.ClearStateAsync("counter", _grain, stale));

        Assert.True((await ReadAsync()).RecordExists);
    }

    [Fact]
    public async Task Clear_OfWhatAnotherCleared_Succeeds()
    {
        var state = await ReadAsync();
        await WriteAsync(state);
        var other = await ReadAsync();
        await _silo.Storage.ClearStateAsync("counter", _grain, other);

        await _silo.Storage.ClearStateAsync("counter", _grain, state);

        Assert.Null(state.ETag);
    }

    [Fact]
    public async Task Write_AfterAnotherClearedAndWrote_IsRefused()
    {
        var state = await ReadAsync();
        await WriteAsync(state);
        var other = await ReadAsync();
        await _silo.Storage.ClearStateAsync("counter", _grain, other);
        await WriteAsync(other);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(state));
    }

    [Fact]
    public async Task Write_AfterAnotherCleared_IsRefused()
    {
        var state = await ReadAsync();
        await WriteAsync(state);
        await _silo.Storage.ClearStateAsync("counter", _grain, await ReadAsync());

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(state));

        Assert.False((await ReadAsync()).RecordExists);
    }

    [Fact]
    public async Task States_OfOtherNamesTypesAndKeys_AreSeparate()
    {
        var state = await ReadAsync();
        state.State!.Count = 1;
        await WriteAsync(state);

        var others = new[] { ("other", _grain), ("counter", GrainId.Create("other", _grain.Key.ToString()!)), ("counter", GrainId.Create("counter", $"{_grain.Key}/x")) };
        foreach (var (name, grain) in others)
        {
            var other = new GrainState<Counter>();
            await _silo.Storage.ReadStateAsync(name, grain, other);
            Assert.False(other.RecordExists);
        }
    }

    private async Task<GrainState<Counter>> ReadAsync()
    {
        var state = new GrainState<Counter>();
        await _silo.Storage.ReadStateAsync("counter", _grain, state);
        return state;
    }

    private Task WriteAsync(IGrainState<Counter> state) => _silo.Storage.WriteStateAsync("counter", _grain, state);

    public sealed class Counter
    {
        public int Count { get; set; }

        public Dictionary<string, Value> Values { get; set; } = [];
    }
}
