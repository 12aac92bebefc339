namespace RayFlow.Storage.Runs;

/// <summary>A run's id, which is 32 hexadecimal digits to the outside, as the database keeps it.</summary>
internal static class RunIds
{
    public static Guid Parse(string runId) =>
        Guid.TryParseExact(runId, "N", out var id)
            ? id
            : throw new FormatException($"'{runId}' is not a run id. A run id has 32 hexadecimal digits.");

    public static Guid? ParseOptional(string? runId) => runId is null ? null : Parse(runId);

    public static string Format(Guid runId) => runId.ToString("N");
}
