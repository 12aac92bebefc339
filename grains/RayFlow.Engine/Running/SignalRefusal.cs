namespace RayFlow.Engine.Running;

/// <summary>Why a run does not take a signal.</summary>
public enum SignalRefusal
{
    /// <summary>The run has ended.</summary>
    Ended,

    /// <summary>As many signals wait to be consumed, or as many bytes of them, as the run keeps. It takes the signal when some of them are consumed.</summary>
    Full,
}
