using System.Collections.Concurrent;
using Orleans.Concurrency;

namespace Orleans.Tests.Serialization;

/// <summary>Keeps what it is given, and gives it out again.</summary>
public interface IKeeperGrain : IGrainWithStringKey
{
    Task Keep(object? value);

    Task KeepPerson(Person person);

    Task KeepOrder(Order order);

    Task KeepSealed(Sealed message);

    Task KeepWrapped(Immutable<List<int>> message);

    Task KeepMarked([Immutable] List<int> message);

    Task KeepBox(Box box);

    Task KeepMoney(Money money);

    Task<bool> SameTwice(List<int> one, List<int> two);

    Task KeepShape(Shape shape);

    Task KeepNames(IReadOnlyList<string> names);

    Task KeepGrain(IKeeperGrain grain);

    Task<object?> Kept();

    Task<Person> Person();

    /// <summary>Whether the grain holds the very object that the test holds.</summary>
    Task<bool> IsSame(string key);
}

public sealed class KeeperGrain : Grain, IKeeperGrain
{
    private object? _kept;

    public static ConcurrentDictionary<string, object> TestObjects { get; } = new();

    public Task Keep(object? value) => Set(value);

    public Task KeepPerson(Person person) => Set(person);

    public Task KeepOrder(Order order) => Set(order);

    public Task KeepSealed(Sealed message) => Set(message);

    public Task KeepWrapped(Immutable<List<int>> message) => Set(message.Value);

    public Task KeepMarked(List<int> message) => Set(message);

    public Task KeepBox(Box box) => Set(box);

    public Task KeepMoney(Money money) => Set(money);

    public Task<bool> SameTwice(List<int> one, List<int> two) => Task.FromResult(ReferenceEquals(one, two));

    public Task KeepShape(Shape shape) => Set(shape);

    public Task KeepNames(IReadOnlyList<string> names) => Set(names);

    public Task KeepGrain(IKeeperGrain grain) => Set(grain);

    public Task<object?> Kept() => Task.FromResult(_kept);

    public Task<Person> Person() => Task.FromResult((Person)_kept!);

    public Task<bool> IsSame(string key) => Task.FromResult(ReferenceEquals(_kept, TestObjects[key]));

    private Task Set(object? value)
    {
        _kept = value;
        return Task.CompletedTask;
    }
}

/// <summary>Sends to a keeper on its own silo, where what is immutable need not be copied.</summary>
public interface ISenderGrain : IGrainWithStringKey
{
    Task<(bool Sealed, bool Wrapped, bool Marked, bool Plain)> SharesWith(IKeeperGrain keeper);
}

public sealed class SenderGrain : Grain, ISenderGrain
{
    public async Task<(bool Sealed, bool Wrapped, bool Marked, bool Plain)> SharesWith(IKeeperGrain keeper)
    {
        var message = new Sealed([1]);
        var list = new List<int> { 1 };
        await keeper.KeepSealed(message);
        var sealedIsShared = await IsShared(keeper, message);
        await keeper.KeepWrapped(list.AsImmutable());
        var wrappedIsShared = await IsShared(keeper, list);
        await keeper.KeepMarked(list);
        var markedIsShared = await IsShared(keeper, list);
        await keeper.Keep(list);
        return (sealedIsShared, wrappedIsShared, markedIsShared, await IsShared(keeper, list));
    }

    private static Task<bool> IsShared(IKeeperGrain keeper, object value)
    {
        var key = SharedCluster.NewKey();
        KeeperGrain.TestObjects[key] = value;
        return keeper.IsSame(key);
    }
}

/// <summary>Its signatures name no type that cannot travel: a silo in development refuses to start with such an interface.</summary>
public interface IUnmarkedGrain : IGrainWithStringKey
{
    Task Take(object unmarked);

    Task<object> Give();
}

public sealed class UnmarkedGrain : Grain, IUnmarkedGrain
{
    public Task Take(object unmarked) => Task.CompletedTask;

    public Task<object> Give() => Task.FromResult<object>(new Unmarked());
}
