namespace RayFlow.Model.Nodes;

/// <summary>Everything there is to know of a node type without running it: what the editor draws and the validator checks.</summary>
public sealed record NodeDescriptor
{
    /// <summary><c>category_name</c>, one word for the base category.</summary>
    public required string Type { get; init; }

    /// <summary>What it may do.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>The category, lower case: base, math, logic, …</summary>
    public required string Category { get; init; }

    /// <summary>The name that people read.</summary>
    public required string Label { get; init; }

    /// <summary>A lucide icon's name, kebab case.</summary>
    public string Icon { get; init; } = "box";

    /// <summary>What it does, in a sentence or two.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where it comes from.</summary>
    public NodeOrigin Origin { get; init; }

    /// <summary>Its data inputs in order.</summary>
    public IReadOnlyList<InputPin> Inputs { get; init; } = [];

    /// <summary>Its data outputs in order.</summary>
    public IReadOnlyList<OutputPin> Outputs { get; init; } = [];

    /// <summary>Its exec inputs: <c>exec-in</c>, or none.</summary>
    public IReadOnlyList<string> ExecInputs { get; init; } = ["exec-in"];

    /// <summary>Its exec outputs without <c>exec-error</c>, which every node has.</summary>
    public IReadOnlyList<string> ExecOutputs { get; init; } = ["exec-out"];

    /// <summary>Its constants.</summary>
    public IReadOnlyList<Setting> Constants { get; init; } = [];

    /// <summary>Its configuration entries.</summary>
    public IReadOnlyList<Setting> Config { get; init; } = [];

    /// <summary>It takes any connected input beside <see cref="Inputs"/>, names chosen freely.</summary>
    public bool AnyInputs { get; init; }

    /// <summary>What adds data outputs per instance.</summary>
    public DynamicOutputs OutputsFrom { get; init; }

    /// <summary>Which constant adds exec outputs per instance.</summary>
    public DynamicExecOutputs ExecOutputsFrom { get; init; }

    /// <summary>The orchestrator operation that it is.</summary>
    public ControlOperation Operation { get; init; }

    /// <summary>What a pure node reads of the run's variables.</summary>
    public VariableAccess Variables { get; init; }

    /// <summary>A pure node that takes long or comes from users: it runs in a node grain of its own.</summary>
    public bool Heavy { get; init; }

    /// <summary>An effect node that touches nothing but its own run: the orchestrator makes the effect itself.</summary>
    public bool Inline { get; init; }

    /// <summary>Why this node cannot be used, if it cannot: it did not compile or load.</summary>
    public IReadOnlyList<NodeProblem> Problems { get; init; } = [];
}
