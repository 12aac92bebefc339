using System.Collections.Concurrent;
using System.Reflection;

namespace RayFlow.Api.Tests.Hosting;

/// <summary>A cluster whose grains answer what a test tells them to, for what a real one does only on bad days.</summary>
public sealed class ScriptedGrains
{
    private readonly ConcurrentDictionary<string, Func<string, object?[], object?>> _script = new();
    private readonly ConcurrentQueue<GrainCall> _calls = new();

    /// <summary>What was called so far.</summary>
    public IReadOnlyList<GrainCall> Calls => [.. _calls];

    /// <summary>The factory to register.</summary>
    public IGrainFactory Factory
    {
        get
        {
            var factory = DispatchProxy.Create<IGrainFactory, FactoryProxy>();
            ((FactoryProxy)(object)factory).Grains = this;
            return factory;
        }
    }

    /// <summary>A method of a grain interface answers this.</summary>
    public ScriptedGrains On<TGrain>(string method, Func<string, object?[], object?> answer)
    {
        _script[$"{typeof(TGrain).Name}.{method}"] = answer;
        return this;
    }

    /// <summary>A method of a grain interface throws this.</summary>
    public ScriptedGrains OnThrow<TGrain>(string method, Func<Exception> error) => On<TGrain>(method, (_, _) => throw error());

    private object Call(Type grain, string key, MethodInfo method, object?[] arguments)
    {
        _calls.Enqueue(new GrainCall(grain, key, method.Name, arguments));
        var name = $"{grain.Name}.{method.Name}";
        var type = method.ReturnType;
        if (type == typeof(Task))
        {
            return Task.CompletedTask;
        }

        try
        {
            var answer = _script.TryGetValue(name, out var scripted) ? scripted(key, arguments) : throw new InvalidOperationException($"The test has no answer for {name}.");
            return answer is Task task && type.IsInstanceOfType(task)
                ? task
                : typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [answer])!;
        }
        catch (Exception error)
        {
            return typeof(Task).GetMethods().Single(candidate => candidate is { Name: nameof(Task.FromException), IsGenericMethod: true })
                .MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [error])!;
        }
    }

#pragma warning disable CA1034 // DispatchProxy derives from these, so they must be visible.
    /// <summary>Makes grains.</summary>
    public class FactoryProxy : DispatchProxy
    {
        /// <summary>The script.</summary>
        public ScriptedGrains Grains { get; set; } = null!;

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var type = targetMethod!.GetGenericArguments().Single();
            var grain = (GrainProxy)typeof(DispatchProxy).GetMethods().Single(method => method is { Name: nameof(Create), IsGenericMethod: true })
                .MakeGenericMethod(type, typeof(GrainProxy)).Invoke(null, [])!;
            (grain.Grains, grain.Type, grain.Key) = (Grains, type, (string)args![0]!);
            return grain;
        }
    }

    /// <summary>A grain.</summary>
    public class GrainProxy : DispatchProxy
    {
        /// <summary>The script.</summary>
        public ScriptedGrains Grains { get; set; } = null!;

        /// <summary>Its interface.</summary>
        public Type Type { get; set; } = null!;

        /// <summary>Its key.</summary>
        public string Key { get; set; } = "";

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Grains.Call(Type, Key, targetMethod!, args ?? []);
    }
#pragma warning restore CA1034
}

/// <summary>A call that the API made.</summary>
public sealed record GrainCall(Type Grain, string Key, string Method, IReadOnlyList<object?> Arguments)
{
    /// <summary>The first argument of a type.</summary>
    public T Argument<T>() => Arguments.OfType<T>().First();
}
