using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_list_sort", Label = "Sort list", Icon = "arrow-down-a-z",
    Description = "The items in the order of logic_compare; level ones keep their order, in descending order too. Fails with "
        + "type_mismatch if two are of unlike types or of one without an order.")]
internal sealed class ListSort : PureNode
{
    private static readonly Comparer<Value> ByValue = Comparer<Value>.Create(ValueOrder.Compare);

    [Input]
    public required ValueList List { get; set; }

    [Input]
    public bool Descending { get; set; }

    [Output("list")]
    public ValueList Result { get; private set; } = ValueList.Empty;

    public override void Evaluate()
    {
        // Beforehand, because a sort may wrap what its comparer throws, and need not compare every pair.
        for (var i = 1; i < List.Count; i++)
        {
            ValueOrder.Compare(List[0], List[i]);
        }

        Result = ValueList.Adopt([.. Descending ? List.OrderDescending(ByValue) : List.Order(ByValue)]);
    }
}
