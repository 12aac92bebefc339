using System.Globalization;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Validation;

/// <summary>The pins of one node: those of its type, and those that its settings add.</summary>
internal readonly struct NodePins(FlowNode node, NodeDescriptor type)
{
    /// <summary>The exec output that every node has.</summary>
    public const string ErrorExec = "exec-error";

    /// <summary>The data output that every node has; it has a value when <see cref="ErrorExec"/> is connected and fires.</summary>
    public const string ErrorOutput = "error";

    /// <summary>Whether the node has this exec output.</summary>
    public bool HasExecOutput(string handle) =>
        handle == ErrorExec || type.ExecOutputs.Contains(handle) || (type.ExecOutputsFrom switch
        {
            DynamicExecOutputs.Cases => TryIndex(handle, "exec-case-", out var index) && index < CaseCount,
            DynamicExecOutputs.Count => TryIndex(handle, "exec-", out var index) && index < BranchCount,
            _ => false,
        });

    /// <summary>Whether the node has this exec input.</summary>
    public bool HasExecInput(string handle) => type.ExecInputs.Contains(handle);

    /// <summary>The type of a data output, or null if the node does not have it.</summary>
    public PinType? OutputType(ReadOnlySpan<char> name)
    {
        foreach (var pin in type.Outputs)
        {
            if (name.SequenceEqual(pin.Name))
            {
                return pin.Type;
            }
        }

        if (type.OutputsFrom == DynamicOutputs.ApiSchema && ApiSchema.TryGetValue(name.ToString(), out var entry))
        {
            return ApiInput.TypeOf(entry) ?? PinType.Any;
        }

        return name.SequenceEqual(ErrorOutput) ? PinType.Dict : type.OutputsFrom == DynamicOutputs.Flow ? PinType.Any : null;
    }

    /// <summary>The data input of this name, or null if the node does not have it.</summary>
    public InputPin? Input(ReadOnlySpan<char> name)
    {
        foreach (var pin in type.Inputs)
        {
            if (name.SequenceEqual(pin.Name))
            {
                return pin;
            }
        }

        return type.AnyInputs && name.Length > 0 ? new InputPin(name.ToString(), PinType.Any) : null;
    }

    /// <summary>The names of all exec outputs, for a message.</summary>
    public IEnumerable<string> ExecOutputs => type.ExecOutputs
        .Concat(type.ExecOutputsFrom switch
        {
            DynamicExecOutputs.Cases => Enumerable.Range(0, CaseCount).Select(index => $"exec-case-{index}"),
            DynamicExecOutputs.Count => Enumerable.Range(0, BranchCount).Select(index => $"exec-{index}"),
            _ => [],
        })
        .Where(handle => handle != ErrorExec)
        .Append(ErrorExec);

    /// <summary>The names of all data outputs, for a message.</summary>
    public IEnumerable<string> Outputs => type.Outputs.Select(pin => pin.Name)
        .Concat(type.OutputsFrom == DynamicOutputs.ApiSchema ? ApiSchema.Keys : [])
        .Where(name => name != ErrorOutput)
        .Append(ErrorOutput);

    /// <summary>START's declared inputs.</summary>
    public ValueMap ApiSchema => node.Config.TryGetValue("api_schema", out var schema) && schema.TryDict(out var map) ? map : ValueMap.Empty;

    private int CaseCount => Setting("CASES") is { Kind: ValueKind.List } cases ? cases.AsList().Count : 0;

    private int BranchCount => Setting("COUNT") is { IsInt: true } count ? (int)Math.Clamp(count.AsInt(), 0, 100_000) : 0;

    private Value? Setting(string name) =>
        node.Constants.TryGetValue(name, out var given) ? given : type.Constants.FirstOrDefault(setting => setting.Name == name)?.Default;

    private static bool TryIndex(string handle, string prefix, out int index)
    {
        index = 0;
        return handle.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(handle.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out index)
            && (handle.Length == prefix.Length + 1 || handle[prefix.Length] != '0');
    }
}
