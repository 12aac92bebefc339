namespace Orleans.Tests.Calls;

public interface IContextGrain : IGrainWithStringKey
{
    Task<string?> Read(string key);

    Task<string?> ReadThrough(string key, string other);

    Task<string?> Overwrite(string key, string value);

    Task<string?> ReadLocal();
}

public sealed class ContextGrain : Grain, IContextGrain
{
    internal static readonly AsyncLocal<string?> Local = new();

    public Task<string?> Read(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task<string?> ReadThrough(string key, string other) => GrainFactory.GetGrain<IContextGrain>(other).Read(key);

    public Task<string?> Overwrite(string key, string value)
    {
        RequestContext.Set(key, value);
        Local.Value = value;
        return Read(key);
    }

    public Task<string?> ReadLocal() => Task.FromResult(Local.Value);
}
