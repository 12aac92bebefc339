namespace Orleans.Concurrency;

/// <summary>A static or instance method of the grain class says which requests interleave.</summary>
/// <param name="callbackMethodName">A method that takes an <see cref="Serialization.Invocation.IInvokable"/> and returns a bool.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MayInterleaveAttribute(string callbackMethodName) : Attribute
{
    internal string CallbackMethodName { get; } = callbackMethodName;
}
