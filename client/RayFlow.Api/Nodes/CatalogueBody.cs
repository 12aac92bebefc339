using System.ComponentModel;
using System.Text.Json;

namespace RayFlow.Api.Nodes;

// What the catalogue looks like, for the API description; a test holds it to what is written.

[Description("The node types that flows can use.")]
internal sealed record CatalogueBody(IReadOnlyList<NodeTypeBody> Items);

[Description("A node type.")]
internal sealed record NodeTypeBody(
    [property: Description("category_name, one word for the base category.")] string Type,
    [property: Description("pure, effect or control.")] string Kind,
    string Category,
    string Label,
    [property: Description("A lucide icon's name.")] string Icon,
    string Description,
    [property: Description("builtin, plugin or user.")] string Origin,
    [property: Description("True for a user node that did not compile or load; 'errors' says why.")] bool Broken,
    IReadOnlyList<NodeProblemBody> Errors,
    IReadOnlyList<InputPinBody> Inputs,
    IReadOnlyList<OutputPinBody> Outputs,
    IReadOnlyList<string> ExecInputs,
    IReadOnlyList<string> ExecOutputs,
    IReadOnlyList<SettingBody> Constants,
    IReadOnlyList<SettingBody> Config,
    [property: Description("It takes any connected input beside those listed.")] bool AnyInputs,
    [property: Description("What adds outputs per node: api_schema or flow.")] string? OutputsFrom,
    [property: Description("Which constant adds exec outputs per node: CASES or COUNT.")] string? ExecOutputsFrom,
    [property: Description("A pure node that runs in a node grain of its own.")] bool Heavy);

[Description("Why a user node cannot be used.")]
internal sealed record NodeProblemBody(string File, int Line, int Column, string Message);

[Description("A data input.")]
internal sealed record InputPinBody(string Name, string Type, bool Required, JsonElement? Default, string Description);

[Description("A data output.")]
internal sealed record OutputPinBody(string Name, string Type, string Description);

[Description("A constant or a configuration entry.")]
internal sealed record SettingBody(
    string Name, string Type, JsonElement? Default, bool Required, IReadOnlyList<JsonElement> Choices, double? Minimum, double? Maximum, string Description);
