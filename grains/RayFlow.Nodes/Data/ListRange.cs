using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_list_range", Label = "Range", Icon = "list-ordered",
    Description = "The ints from start to before stop, by steps. Fails with zero_step or too_large.")]
internal sealed class ListRange : PureNode
{
    private const long MaxItems = ValueExtent.MaxSize / (ValueExtent.ScalarSize + 1);

    [Input]
    public long Start { get; set; }

    [Input]
    public required long Stop { get; set; }

    [Input]
    public long Step { get; set; } = 1;

    [Output]
    public long[] List { get; private set; } = [];

    public override void Evaluate()
    {
        if (Step == 0)
        {
            throw new NodeException(NodeErrorCodes.ZeroStep, "The step is 0, so the range would never end.");
        }

        // 128 bits, because neither the distance nor the last step need fit 64.
        var distance = (Int128)Stop - Start;
        var count = Int128.Max(0, (distance + Step - Int128.Sign(Step)) / Step);
        if (count > MaxItems)
        {
            throw Faults.TooMany("The range", count, MaxItems);
        }

        List = new long[(int)count];
        for (var i = 0; i < List.Length; i++)
        {
            List[i] = Start + (i * Step);
        }
    }
}
