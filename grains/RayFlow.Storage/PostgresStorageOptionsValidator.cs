using Microsoft.Extensions.Options;
using Npgsql;

namespace RayFlow.Storage;

/// <summary>Names every property that is wrong, and its rule.</summary>
internal sealed class PostgresStorageOptionsValidator : IValidateOptions<PostgresStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresStorageOptions options)
    {
        var problems = new List<string>();
        Check(IsConnectionString(options.ConnectionString), nameof(options.ConnectionString), "must be a connection string of Npgsql with a Host");
        Check(options.WriterConnections is >= 1 and <= 16, nameof(options.WriterConnections), "must be 1 to 16");
        Check(options.QueryConnections is >= 1 and <= 1000, nameof(options.QueryConnections), "must be 1 to 1,000");
        Check(options.MaxBatchWrites is >= 1 and <= 10_000, nameof(options.MaxBatchWrites), "must be 1 to 10,000");
        Check(options.MaxBatchBytes >= 64 * 1024, nameof(options.MaxBatchBytes), "must be at least 65,536");
        Check(options.MaxQueuedBytes >= options.MaxBatchBytes, nameof(options.MaxQueuedBytes), "must be at least MaxBatchBytes");
        Check(options.UnavailableTimeout > TimeSpan.Zero, nameof(options.UnavailableTimeout), "must be positive");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(bool holds, string property, string rule)
        {
            if (!holds)
            {
                problems.Add($"{nameof(PostgresStorageOptions)}.{property} {rule}.");
            }
        }
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
