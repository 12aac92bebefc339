namespace Orleans.Runtime;

internal sealed class StatelessWorkerPlacement : PlacementStrategy
{
    public static StatelessWorkerPlacement Instance { get; } = new();

    public override bool IsUsingGrainDirectory => false;
}
