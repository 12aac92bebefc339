using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Data;

[Node("data_list_sum", Label = "Sum of list", Icon = "sigma",
    Description = "The sum of numbers, from left to right as math_add adds them; 0 for no items. Fails with type_mismatch, "
        + "overflow or not_finite.")]
internal sealed class ListSum : PureNode
{
    [Input]
    public required ValueList List { get; set; }

    [Output]
    public Number Result { get; private set; }

    public override void Evaluate()
    {
        Number sum = 0L;
        for (var i = 0; i < List.Count; i++)
        {
            sum += List[i].IsNumber
                ? Number.From(List[i])
                : throw new NodeException(NodeErrorCodes.TypeMismatch, $"Item {i} is of type {List[i].KindName}; only numbers can be added.");
        }

        Result = sum;
    }
}
