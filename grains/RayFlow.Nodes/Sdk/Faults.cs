using RayFlow.Model.Nodes;

namespace RayFlow.Nodes.Sdk;

/// <summary>The failures that several nodes share, worded once.</summary>
internal static class Faults
{
    public static NodeException Overflow(string what) =>
        new(NodeErrorCodes.Overflow, $"{what} does not fit a 64-bit integer.");

    public static NodeException NotFinite(double value) =>
        new(NodeErrorCodes.NotFinite, $"A result is {(double.IsNaN(value) ? "not a number" : "infinite")}; a float must be finite.");

    public static NodeException DivisionByZero(Number x) => DivisionByZero($"{x} cannot be divided by zero.");

    public static NodeException DivisionByZero(string message) => new(NodeErrorCodes.DivisionByZero, message);

    public static NodeException TooLarge(string what, long size, long limit) =>
        new(NodeErrorCodes.TooLarge, string.Create(Invariant, $"{what} would have {size:N0} characters or more; the limit is {limit:N0}."));

    public static NodeException TooMany(string what, Int128 count, long limit) =>
        new(NodeErrorCodes.TooLarge, string.Create(Invariant, $"{what} would have {count:N0} items; the limit is {limit:N0}."));

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;
}
