using Microsoft.Extensions.Options;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests;

public sealed class PostgresStorageOptionsTests
{
    [Fact]
    public async Task Options_OutOfRange_AreRefusedByNameAndRule()
    {
        await using var silo = new TestSilo("Host=localhost");
        var validator = silo.Get<IValidateOptions<PostgresStorageOptions>>();

        var result = validator.Validate(null, new PostgresStorageOptions
        {
            ConnectionString = "nonsense=1",
            WriterConnections = 0,
            QueryConnections = 0,
            MaxBatchWrites = 10_001,
            MaxBatchBytes = 1,
            MaxQueuedBytes = 0,
            UnavailableTimeout = TimeSpan.Zero,
        });

        Assert.Equal(
            [
                "PostgresStorageOptions.ConnectionString must be a connection string of Npgsql with a Host.",
                "PostgresStorageOptions.WriterConnections must be 1 to 16.",
                "PostgresStorageOptions.QueryConnections must be 1 to 1,000.",
                "PostgresStorageOptions.MaxBatchWrites must be 1 to 10,000.",
                "PostgresStorageOptions.MaxBatchBytes must be at least 65,536.",
                "PostgresStorageOptions.MaxQueuedBytes must be at least MaxBatchBytes.",
                "PostgresStorageOptions.UnavailableTimeout must be positive.",
            ],
            result.Failures);
    }

    [Fact]
    public async Task Options_WithNoMoreThanAConnectionString_AreAccepted()
    {
        await using var silo = new TestSilo("Host=localhost");

        Assert.Equal("Host=localhost", silo.Get<IOptions<PostgresStorageOptions>>().Value.ConnectionString);
    }

    [Fact]
    public void Storage_WithoutAConnectionString_DoesNotStart() =>
        Assert.Throws<OptionsValidationException>(() => new TestSilo(""));
}
