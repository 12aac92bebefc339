using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>How far a try is.</summary>
internal sealed class TryProgress
{
    /// <summary>The port whose region runs.</summary>
    public required int Port { get; set; }

    /// <summary>An error that was raised in the region that runs.</summary>
    public RaisedError? Raised { get; set; }

    /// <summary>An error that goes on outwards when the try is done.</summary>
    public RaisedError? Outward { get; set; }

    /// <summary>The error that a catch region reads.</summary>
    public ValueMap? Caught { get; set; }
}
