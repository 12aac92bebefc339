using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace RayFlow.Api.Errors;

/// <summary>Finds the part of a query that is not of its type; the framework names types of .NET where callers know of none.</summary>
internal static class MisfitQuery
{
    /// <summary>What is wrong with the query of a request, in a sentence; null if every part of it is of its type.</summary>
    public static string? Explain(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Select(parameter => Explain(parameter, context.Request.Query)).FirstOrDefault(found => found is not null);

    private static string? Explain(ParameterInfo parameter, IQueryCollection query)
    {
        var name = parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.Name!;
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(int) ? OfWholeNumber(name, text, int.MaxValue, int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            : type == typeof(long) ? OfWholeNumber(name, text, long.MaxValue, long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            : type == typeof(double) ? Unless(double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _), $"{name} is a number, not '{text}'.")
            : type == typeof(DateTimeOffset) ? Unless(DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _), $"{name} is a moment in ISO 8601, such as 2026-01-31T08:00:00Z, not '{text}'.")
            : null;
    }

    private static string? OfWholeNumber(string name, string text, long largest, bool fits) =>
        Unless(fits, text.TrimStart('-', '+').All(char.IsAsciiDigit)
            ? string.Create(CultureInfo.InvariantCulture, $"{name} is a whole number of at most {largest}, not {text}.")
            : $"{name} is a whole number, not '{text}'.");

    private static string? Unless(bool fits, string sentence) => fits ? null : sentence;
}
