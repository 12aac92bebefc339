using RayFlow.Api.Bodies;
using RayFlow.Api.Errors;

namespace RayFlow.Api.Flows;

/// <summary>What a saved flow may be called.</summary>
internal static class FlowName
{
    private const int Longest = 128;

    /// <summary>The name if a flow may be saved under it: as <see cref="Require"/>, and none that the API's own calls have.</summary>
    public static string RequireNew(string name) => name is "execute" or "validate" or "test" or "migrate"
        ? throw new RefusedRequestException(new Problem(ProblemKind.ReservedName, $"'{name}' is a call of the API and cannot be a flow's name. Choose another."))
        : Require(name);

    /// <summary>The name if it may be one: 1 to 128 characters, no control characters, none of <c>/ \ @</c>, no space at either end, not only dots.</summary>
    public static string Require(string name)
    {
        var fits = name.Length is > 0 and <= Longest
            && name.Trim().Length == name.Length
            && !name.AsSpan().ContainsAny('/', '\\', '@')
            && !name.Any(char.IsControl)
            && name.Trim('.').Length > 0;
        return fits
            ? name
            : throw JsonBody.Invalid($"'{name}' cannot be a flow's name: 1 to {Longest} characters, without / \\ @ and control characters, without spaces at its ends.");
    }
}
