using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>What is known of an interface method before it is called.</summary>
internal sealed class GrainMethod
{
    public GrainMethod(Type interfaceType, MethodInfo method)
    {
        Interface = interfaceType;
        Method = method;
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        OneWay = method.IsDefined(typeof(OneWayAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        SharesResult = method.ReturnParameter.IsDefined(typeof(ImmutableAttribute), inherit: false);
        ParameterCount = method.GetParameters().Length;
    }

    public Type Interface { get; }

    public MethodInfo Method { get; }

    public bool AlwaysInterleave { get; }

    public bool ReadOnly { get; }

    public bool OneWay { get; }

    /// <summary>Whether the result is promised never to change.</summary>
    public bool SharesResult { get; }

    public int ParameterCount { get; }

    public TimeSpan? ResponseTimeout { get; }

    public string ActivityName => field ??= $"{Interface.Name}/{Method.Name}";

    public override string ToString() => $"{Interface.FullName}.{Method.Name}";
}
