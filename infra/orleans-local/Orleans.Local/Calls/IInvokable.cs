using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>One request to a grain.</summary>
public interface IInvokable : IDisposable
{
    /// <summary>Whether the method takes a cancellation token.</summary>
    bool IsCancellable { get; }

    /// <summary>The instance that it is invoked on, once that is known.</summary>
    object? GetTarget();

    /// <summary>The number of arguments, the cancellation token included.</summary>
    int GetArgumentCount();

    /// <summary>An argument.</summary>
    object? GetArgument(int index);

    /// <summary>Replaces an argument.</summary>
    void SetArgument(int index, object value);

    /// <summary>The method's name.</summary>
    string GetMethodName();

    /// <summary>The interface's full name.</summary>
    string GetInterfaceName();

    /// <summary>Interface and method, as activities are named.</summary>
    string GetActivityName();

    /// <summary>The interface.</summary>
    Type GetInterfaceType();

    /// <summary>The interface's method.</summary>
    MethodInfo GetMethod();

    /// <summary>The token that the caller passed.</summary>
    CancellationToken GetCancellationToken();

    /// <summary>The timeout of <see cref="ResponseTimeoutAttribute"/>, if the method has one.</summary>
    TimeSpan? GetDefaultResponseTimeout();

    /// <summary>Cancels the token that the callee sees; false if there is none.</summary>
    bool TryCancel();
}
