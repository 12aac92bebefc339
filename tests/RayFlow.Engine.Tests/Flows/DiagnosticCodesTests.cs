using System.Text;
using System.Text.RegularExpressions;
using RayFlow.Model.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Flows;

public partial class DiagnosticCodesTests
{
    private const string WriteVariable = "RAYFLOW_WRITE_DOCS";

    private static string Page => Path.Combine(Checkout.Root, "infra", "docs", "diagnostics.md");

    [Fact]
    public void All_HaveUniqueNumbersInOrderAndUniqueNames()
    {
        Assert.Equal(DiagnosticCodes.All.Select(code => code.Number).Order(StringComparer.Ordinal).Distinct(), DiagnosticCodes.All.Select(code => code.Number));
        Assert.Equal(DiagnosticCodes.All.Count, DiagnosticCodes.All.Select(code => code.Name).Distinct().Count());
        Assert.All(DiagnosticCodes.All, code => Assert.Matches(CodeText(), code.Text));
    }

    [Fact]
    public void Page_IsMadeFromTheCode()
    {
        var expected = Render();
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllText(Page, expected);
        }

        Assert.True(
            File.Exists(Page) && File.ReadAllText(Page).ReplaceLineEndings("\n") == expected,
            $"infra/docs/diagnostics.md is not what the code says. Write it with: {WriteVariable}=1 dotnet test tests/RayFlow.Engine.Tests --filter {nameof(Page_IsMadeFromTheCode)}");
    }

    [GeneratedRegex("^RF[0-5][0-9]{2} [a-z]+(_[a-z]+)*$")]
    private static partial Regex CodeText();

    private static string Render()
    {
        (string Prefix, string Title)[] parts =
        [
            ("RF0", "The document"), ("RF1", "The graph"), ("RF2", "Nodes and their settings"), ("RF3", "Edges and types"), ("RF4", "Order, regions and reachability"), ("RF5", "Variables"),
        ];
        var page = new StringBuilder(
            $"""
            # Diagnostics

            Every problem that a flow document can have. A flow with an error does not run; a warning keeps nothing from running.
            A diagnostic carries its code and name, a message that says what is wrong, where, and what to do, a JSON pointer into the
            document, and the node or edge concerned. A number never changes its meaning.

            This page is made from `DiagnosticCodes` in `grain-interfaces/RayFlow.Model`. A test compares the two;
            `{WriteVariable}=1 dotnet test tests/RayFlow.Engine.Tests --filter {nameof(Page_IsMadeFromTheCode)}` writes it.

            """.ReplaceLineEndings("\n"));
        foreach (var (prefix, title) in parts)
        {
            page.Append($"\n## {title}\n\n| code | | what is wrong | what to do |\n|---|---|---|---|\n");
            foreach (var code in DiagnosticCodes.All.Where(code => code.Number.StartsWith(prefix, StringComparison.Ordinal)))
            {
                page.Append($"| `{code.Number}` `{code.Name}` | {code.Severity.ToString().ToLowerInvariant()} | {code.Meaning} | {code.Fix} |\n");
            }
        }

        return page.ToString();
    }
}
