namespace Orleans;

/// <summary>The response timeout of a grain method.</summary>
/// <param name="timeout">In the form of <see cref="TimeSpan.Parse(string)"/>, such as <c>00:00:05</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>How long the caller waits for the response.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);
}
