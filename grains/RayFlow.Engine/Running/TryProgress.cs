namespace RayFlow.Engine.Running;

/// <summary>How far a try is.</summary>
internal sealed class TryProgress
{
    /// <summary>The port whose region runs.</summary>
    public string Part { get; set; } = "exec-try";

    /// <summary>An error that was raised in the region that runs.</summary>
    public RaisedError? Raised { get; set; }

    /// <summary>An error that goes on outwards when the try is done.</summary>
    public RaisedError? Outward { get; set; }

    /// <summary>The last error, caught or not: what its <c>error</c> output is.</summary>
    public RaisedError? Error { get; set; }
}
