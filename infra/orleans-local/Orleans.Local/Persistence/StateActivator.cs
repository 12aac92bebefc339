using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.Storage;

/// <summary>Makes the state of a grain for which nothing is stored.</summary>
internal static class StateActivator<TState>
{
    private static readonly Func<TState> Factory = Choose();

    public static TState Create() => Factory();

    private static Func<TState> Choose()
    {
        var type = typeof(TState);
        if (type.IsValueType || type.IsInterface || type.IsAbstract || type.IsArray || type == typeof(string))
        {
            return static () => default!;
        }

        return type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is null
            ? static () => (TState)RuntimeHelpers.GetUninitializedObject(typeof(TState))
            : static () => (TState)Activator.CreateInstance(typeof(TState), nonPublic: true)!;
    }
}
