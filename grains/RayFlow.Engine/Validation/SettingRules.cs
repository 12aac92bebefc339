using System.Globalization;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Validation;

/// <summary>RF206 to RF211: constants and configuration are given where they must be, and of the right type, choice and range.</summary>
internal sealed class SettingRules(FlowDocument document, NodeDescriptor?[] types, FlowFindings findings)
{
    private static readonly Setting[] ReturnConfig =
    [
        new("status_code", PinType.Int, 200L, Minimum: 100, Maximum: 599),
        new("response_schema", PinType.Dict),
    ];

    public void Check()
    {
        for (var node = 0; node < types.Length; node++)
        {
            if (types[node] is { } type)
            {
                Check(node, type);
            }
        }
    }

    private void Check(int node, NodeDescriptor type)
    {
        var given = document.Nodes[node];
        foreach (var setting in type.Constants)
        {
            Check(node, "constant", "/data/constantValues", given.Constants, setting);
        }

        foreach (var setting in type.Config)
        {
            Check(node, "config entry", "/data/config", given.Config, setting);
        }

        if (type.Operation == ControlOperation.Return)
        {
            foreach (var setting in ReturnConfig.Where(setting => type.Config.All(declared => declared.Name != setting.Name)))
            {
                Check(node, "config entry", "/data/config", given.Config, setting);
            }
        }

        foreach (var (name, _) in given.Constants.AsSpan())
        {
            CheckKnown(node, type, name);
        }

        if (type.OutputsFrom == DynamicOutputs.ApiSchema)
        {
            CheckApiSchema(node);
        }
    }

    private void Check(int node, string what, string path, ValueMap values, Setting setting)
    {
        var name = $"{what} '{setting.Name}'";
        var there = values.TryGetValue(setting.Name, out var value);
        var nothing = value.IsNull && setting.Default is null;
        if (!there || nothing || (setting.Required && value == ""))
        {
            if (setting.Required)
            {
                Report(DiagnosticCodes.MissingSetting, $"has no {name}. Set it to a value of type {setting.Type}{Choices(", one of ", setting)}.");
            }

            return;
        }

        if (!setting.Type.TryAccept(value, out var accepted))
        {
            Report(DiagnosticCodes.SettingType, $"has the {name} set to {Display.Short(value)}, which is {value.KindName}. It must be {setting.Type}{Choices(", one of ", setting)}.");
        }
        else if (setting.Choices is { Count: > 0 } choices && !choices.Contains(accepted))
        {
            var meant = accepted.Kind == ValueKind.Str ? findings.Suggestions.Words(accepted.AsStr(), choices.Where(choice => choice.Kind == ValueKind.Str).Select(choice => choice.AsStr())) : "";
            Report(DiagnosticCodes.SettingChoice, $"has the {name} set to {Display.Short(value)}. Choose{Choices(" one of ", setting)}.{meant}");
        }
        else if (accepted.IsNumber && (accepted.AsFloat() < setting.Minimum || accepted.AsFloat() > setting.Maximum))
        {
            Report(DiagnosticCodes.SettingRange, $"has the {name} set to {Display.Short(value)}. Choose a number {Range(setting)}.");
        }

        void Report(DiagnosticCode code, string rest) =>
            findings.AddNode(code, node, $"{path}/{Escape(setting.Name)}", $"Node '{document.Nodes[node].Id}' {rest}");
    }

    private void CheckKnown(int node, NodeDescriptor type, string name)
    {
        foreach (var setting in type.Constants)
        {
            if (setting.Name == name)
            {
                return;
            }
        }

        if (!findings.HasRoom())
        {
            return;
        }

        var known = type.Constants.Select(setting => setting.Name);
        var meant = findings.Suggestions.Words(name, known);
        var fix = meant.Length > 0 ? meant : type.Constants.Count == 0 ? $" The type {type.Type} has no constants." : $" The constants of {type.Type} are {Display.Names(known, "none")}.";
        findings.AddNode(
            DiagnosticCodes.UnknownConstant,
            node,
            $"/data/constantValues/{Escape(name)}",
            $"Node '{document.Nodes[node].Id}' has a constant '{Display.Name(name)}', which is kept but never read.{fix}");
    }

    private void CheckApiSchema(int node)
    {
        var id = document.Nodes[node].Id;
        if (!document.Nodes[node].Config.TryGetValue("api_schema", out var schema) || schema.IsNull)
        {
            return;
        }

        if (!schema.TryDict(out var entries))
        {
            // The setting's own rule says so where the type declares it.
            if (types[node]!.Config.All(setting => setting.Name != "api_schema"))
            {
                findings.AddNode(DiagnosticCodes.BadApiSchema, node, "/data/config/api_schema", $"Node '{id}' has an api_schema that is {schema.KindName}, but it must be a dict. Write {{\"x\": {{\"type\": \"int\"}}}}.");
            }

            return;
        }

        foreach (var (name, entry) in entries.AsSpan())
        {
            var at = $"/data/config/api_schema/{Escape(name)}";
            if (name.Length == 0)
            {
                findings.AddNode(DiagnosticCodes.BadApiSchema, node, at, $"Node '{id}' declares an input without a name. Give it one.");
            }
            else if (name == NodePins.ErrorOutput)
            {
                findings.AddNode(DiagnosticCodes.BadApiSchema, node, at, $"Node '{id}' declares an input 'error', but that is the output that every node has for its failure. Choose another name.");
            }

            ApiInput.Read(name, entry, (field, rest) => findings.AddNode(DiagnosticCodes.BadApiSchema, node, at + field, $"Node '{id}': the input '{name}'{rest}"));
        }
    }

    private static string Choices(string before, Setting setting) =>
        setting.Choices is { Count: > 0 } choices ? before + string.Join(", ", choices.Select(Display.Short)) : "";

    private static string Range(Setting setting) => (setting.Minimum, setting.Maximum) switch
    {
        ({ } least, { } most) => $"from {Words(least)} to {Words(most)}",
        ({ } least, null) => $"from {Words(least)}",
        (null, { } most) => $"up to {Words(most)}",
        _ => "",
    };

    private static string Words(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
