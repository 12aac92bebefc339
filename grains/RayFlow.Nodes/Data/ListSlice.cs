using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_list_slice", Label = "Slice of list", Icon = "scissors",
    Description = "The items from start to before stop (null: the end). Negative ones count from the end; what lies outside the "
        + "list is left out.")]
internal sealed class ListSlice : PureNode
{
    [Input]
    public required ValueList List { get; set; }

    [Input]
    public long Start { get; set; }

    [Input]
    public long? Stop { get; set; }

    [Output("list")]
    public ValueList Result { get; private set; } = ValueList.Empty;

    public override void Evaluate()
    {
        var (start, stop) = (At(Start), At(Stop ?? List.Count));
        Result = start < stop ? ValueList.Create(List.AsSpan()[start..stop]) : ValueList.Empty;
    }

    private int At(long index) => (int)long.Clamp(index < 0 ? index + List.Count : index, 0, List.Count);
}
