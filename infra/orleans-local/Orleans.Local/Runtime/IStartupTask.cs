namespace Orleans.Runtime;

/// <summary>Work that a silo does when it starts.</summary>
public interface IStartupTask
{
    /// <summary>Does it. A failure ends the silo's start.</summary>
    Task Execute(CancellationToken cancellationToken);
}
