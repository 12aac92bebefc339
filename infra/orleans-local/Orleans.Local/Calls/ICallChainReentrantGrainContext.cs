namespace Orleans.Core.Internal;

/// <summary>An activation that keeps count of the sections that allow calls back to it.</summary>
public interface ICallChainReentrantGrainContext
{
    /// <summary>A section was entered.</summary>
    void OnEnterReentrantSection(Guid reentrancyId);

    /// <summary>A section was left.</summary>
    void OnExitReentrantSection(Guid reentrancyId);
}
