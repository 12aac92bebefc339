using Orleans.Storage;

namespace Orleans.Tests.Persistence;

[GenerateSerializer]
public sealed class Account
{
    [Id(0)]
    public int Balance { get; set; }

    [Id(1)]
    public List<string> History { get; set; } = [];
}

public interface IAccountGrain : IGrainWithStringKey
{
    Task Deposit(int amount);

    Task<int> Balance();

    Task<IReadOnlyList<string>> History();

    Task Spoil();

    Task Forget();

    Task<bool> RecordExists();

    Task<string?> Etag();

    Task Clear();

    Task Write();

    Task<bool> RefusesStateOutsideOfATurn();

    Task Leave();
}

public sealed class AccountGrain(
    [PersistentState("account")] IPersistentState<Account> account,
    [PersistentState("other")] IPersistentState<Account> other) : Grain, IAccountGrain
{
    public async Task Deposit(int amount)
    {
        account.State.Balance += amount;
        account.State.History.Add($"+{amount}");
        other.State.Balance = -1;
        await account.WriteStateAsync();
    }

    public Task<int> Balance() => Task.FromResult(account.State.Balance);

    public Task<IReadOnlyList<string>> History() => Task.FromResult<IReadOnlyList<string>>(account.State.History);

    public Task Spoil()
    {
        account.State.Balance = -999;
        return Task.CompletedTask;
    }

    public Task Forget() => account.ReadStateAsync();

    public Task<bool> RecordExists() => Task.FromResult(account.RecordExists);

    public Task<string?> Etag() => Task.FromResult(account.Etag);

    public Task Clear() => account.ClearStateAsync();

    public Task Write() => account.WriteStateAsync();

    public Task<bool> RefusesStateOutsideOfATurn() => Task.Run(() =>
    {
        try
        {
            return account.State is null;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    });

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

/// <summary>Changes the state of an <see cref="AccountGrain"/> behind its back.</summary>
public interface IIntruderGrain : IGrainWithStringKey
{
    Task Overwrite(GrainId account, int balance);
}

public sealed class IntruderGrain(IGrainStorage storage) : Grain, IIntruderGrain
{
    public async Task Overwrite(GrainId account, int balance)
    {
        var state = new GrainState<Account>();
        await storage.ReadStateAsync("account", account, state);
        state.State!.Balance = balance;
        await storage.WriteStateAsync("account", account, state);
    }
}

/// <summary>State by inheritance.</summary>
public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Increment();

    Task Leave();
}

public sealed class CounterGrain : Grain<Account>, ICounterGrain
{
    public async Task<int> Increment()
    {
        State.Balance++;
        await WriteStateAsync();
        return State.Balance;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
