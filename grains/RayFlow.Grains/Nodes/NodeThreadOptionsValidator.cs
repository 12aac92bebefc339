using Microsoft.Extensions.Options;

namespace RayFlow.Grains.Nodes;

/// <summary>Names every property that is wrong, and its rule.</summary>
internal sealed class NodeThreadOptionsValidator : IValidateOptions<NodeThreadOptions>
{
    public ValidateOptionsResult Validate(string? name, NodeThreadOptions options)
    {
        var problems = new List<string>();
        Check(options.Count is >= 1 and <= 10_000, nameof(options.Count), "must be from 1 to 10,000");
        Check(options.MaxQueued >= 1, nameof(options.MaxQueued), "must be at least 1");
        Check(options.StuckAfterSeconds is >= 0.1 and <= 86_400, nameof(options.StuckAfterSeconds), "must be from 0.1 to 86,400");
        Check(options.MaxStuck is >= 1 and <= 10_000, nameof(options.MaxStuck), "must be from 1 to 10,000");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(bool holds, string property, string rule)
        {
            if (!holds)
            {
                problems.Add($"RayFlow:Nodes:Threads:{property} {rule}.");
            }
        }
    }
}
