using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Base;

[Inline]
[Node("log", Icon = "scroll-text",
    Description = "Writes the message and the value, as convert_str would write it, to the run's events. Passes the value "
        + "through.")]
internal sealed class Log : EffectNode
{
    [Constant(Choices = new object[] { "debug", "info", "warning", "error" })]
    public string Level { get; set; } = "info";

    [Input, Output]
    public required Value Value { get; set; }

    [Input]
    public string Message { get; set; } = "";

    public override Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        context.Log(Enum.Parse<NodeLogLevel>(Level, ignoreCase: true), (Message, Value) switch
        {
            ("", _) => ValueText.Of(Value),
            (_, { IsNull: true }) => Message,
            _ => $"{Message}: {ValueText.Of(Value)}",
        });
        return Task.CompletedTask;
    }
}
