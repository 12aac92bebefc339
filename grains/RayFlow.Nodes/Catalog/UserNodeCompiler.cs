using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;
using RayFlow.Nodes.Shapes;

namespace RayFlow.Nodes.Catalog;

/// <summary>Makes node types of source files, each compiled by itself so that one cannot break another. Safe for concurrent use.</summary>
/// <param name="context">Where the assemblies are loaded.</param>
internal sealed class UserNodeCompiler(AssemblyLoadContext context)
{
    private const int MaxProblems = 20;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions CompilationOptions = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        nullableContextOptions: NullableContextOptions.Enable);

    private static readonly SyntaxTree Usings = CSharpSyntaxTree.ParseText(
        string.Concat(((string[])
        [
            "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
            typeof(NodeException).Namespace!, typeof(Model.Values.Value).Namespace!, typeof(Node).Namespace!,
        ]).Select(name => $"global using global::{name};")),
        ParseOptions);

    private readonly Lazy<IReadOnlyList<MetadataReference>> _references = new(FindReferences);

    /// <summary>Compiles and reads one file; whatever is wrong with it is in the entry's problems.</summary>
    public CatalogEntry Compile(UserNodeFile file)
    {
        try
        {
            return CompileFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or TypeLoadException or ReflectionTypeLoadException or BadImageFormatException)
        {
            return Broken(file, 0, 0, failure.Message);
        }
    }

    private CatalogEntry CompileFile(UserNodeFile file)
    {
        if (!file.HasName)
        {
            return Broken(file, 0, 0, $"'{file.RelativePath}' makes no node type: folders and file may have letters, digits and underscores, and start with a letter.");
        }

        var source = File.ReadAllBytes(file.FullPath);
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(source, source.Length, Encoding.UTF8, canBeEmbedded: true), ParseOptions, file.FullPath);
        var compilation = CSharpCompilation.Create($"RayFlow.UserNodes.{file.Type}", [Usings, tree], _references.Value, CompilationOptions);
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        if (!emitted.Success)
        {
            return CatalogEntry.Broken(file.Type, file.Category, NodeOrigin.User, [.. ProblemsOf(file, emitted.Diagnostics)]);
        }

        image.Position = 0;
        var classes = context.LoadFromStream(image).GetTypes().Where(type => type.IsSubclassOf(typeof(Node)) && !type.IsAbstract).ToList();
        if (classes is not [var type])
        {
            return Broken(file, 1, 1, classes is []
                ? "No class here derives from PureNode or EffectNode."
                : $"{classes.Count} classes here are nodes ({string.Join(", ", classes.Select(found => found.Name))}). Give each a file of its own.");
        }

        try
        {
            return CatalogEntry.Of(NodeShape.Of(type, NodeOrigin.User, (file.Type, file.Category)), Convert.ToHexStringLower(SHA256.HashData(source)));
        }
        catch (ShapeException wrong)
        {
            var (line, column) = PlaceOf(tree, type.Name, wrong.Member);
            return Broken(file, line, column, wrong.Message);
        }
    }

    private static IEnumerable<NodeProblem> ProblemsOf(UserNodeFile file, IEnumerable<Diagnostic> diagnostics) => diagnostics
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .Select(diagnostic => (Start: diagnostic.Location.GetLineSpan().StartLinePosition, Text: $"{diagnostic.Id}: {diagnostic.GetMessage(null)}"))
        .OrderBy(problem => problem.Start)
        .Take(MaxProblems)
        .Select(problem => new NodeProblem(file.RelativePath, problem.Start.Line + 1, problem.Start.Character + 1, problem.Text));

    private static (int Line, int Column) PlaceOf(SyntaxTree tree, string type, string? member)
    {
        var found = tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().Select(declaration => declaration switch
        {
            PropertyDeclarationSyntax property when property.Identifier.Text == member => property.Identifier,
            ClassDeclarationSyntax node when member is null && node.Identifier.Text == type => node.Identifier,
            _ => default,
        }).FirstOrDefault(identifier => identifier != default);
        var start = found.GetLocation().GetLineSpan().StartLinePosition;
        return (start.Line + 1, start.Character + 1);
    }

    private static CatalogEntry Broken(UserNodeFile file, int line, int column, string message) =>
        CatalogEntry.Broken(file.Type, file.Category, NodeOrigin.User, new NodeProblem(file.RelativePath, line, column, message));

    // What this process may load, user nodes may use; the SDK is part of it.
    private static IReadOnlyList<MetadataReference> FindReferences() =>
    [
        .. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(File.Exists)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];
}
