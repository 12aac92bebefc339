namespace RayFlow.Model.Flows;

/// <summary>What a failed node means for its run.</summary>
public enum OnError
{
    /// <summary>The run fails.</summary>
    Abort,

    /// <summary>The node's outgoing edges go dead, the rest goes on, the error is listed.</summary>
    Continue,

    /// <summary>The node counts as completed with default outputs.</summary>
    Skip,

    /// <summary>The node is tried again, then <see cref="NodePolicy.Then"/>.</summary>
    Retry,
}
