using RayFlow.Model.Nodes;
using RayFlow.Nodes.Catalog;

namespace RayFlow.Silo.Doctor;

/// <summary>User nodes and plug-ins: whether they compile and load.</summary>
internal static class NodeCheck
{
    public static IReadOnlyList<Finding> Look(NodeCatalogOptions options)
    {
        using var catalog = NodeCatalog.Load(options);
        var ours = catalog.Descriptors.Where(node => node.Origin != NodeOrigin.Builtin).ToList();
        var broken = ours.Where(node => node.Problems.Count > 0).ToList();
        return
        [
            Finding.Ok("nodes", $"{ours.Count - broken.Count} node types of users and plug-ins are usable (from {options.UserNodeDirectory} and {options.PluginDirectory})."),
            .. broken.Select(node => Finding.Problem("nodes", $"Node type '{node.Type}' is broken: {string.Join(' ', node.Problems.Take(3).Select(Text))}", "Flows that use it cannot start, and runs of it wait until it is mended.")),
        ];
    }

    private static string Text(NodeProblem problem) => problem.Line == 0 ? $"{problem.File}: {problem.Message}" : $"{problem.File}({problem.Line},{problem.Column}): {problem.Message}";
}
