using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Storage;

namespace RayFlow.Storage;

/// <summary>Adds the storage to a silo.</summary>
public static class PostgresStorageHosting
{
    /// <summary>
    /// Adds <see cref="PostgresGrainStorage"/> under a name, and with the first of them the database itself
    /// (<c>NpgsqlDataSource</c>), <see cref="Journals.RunJournals"/>, <see cref="Runs.RunIndex"/>, <see cref="Runs.Retention"/>,
    /// <see cref="Flows.FlowDocuments"/>, <see cref="Flows.FlowIndex"/>, <see cref="Silos.SiloHeartbeats"/> and
    /// <see cref="StorageHealth"/>. Run <see cref="Migrations.DatabaseMigrations"/> before the silo starts.
    /// </summary>
    public static ISiloBuilder AddPostgresGrainStorage(this ISiloBuilder builder, string name, Action<PostgresStorageOptions> configure)
    {
        builder.Services.AddKeyedSingleton<IGrainStorage>(name, (_, _) => new PostgresGrainStorage());
        builder.Services.Configure(name, configure);
        return builder;
    }
}
