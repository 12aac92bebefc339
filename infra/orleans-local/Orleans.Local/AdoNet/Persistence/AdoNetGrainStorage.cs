using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps state in table OrleansStorage, row for row as Orleans' ADO.NET provider does.</summary>
internal sealed class AdoNetGrainStorage(string name, AdoNetGrainStorageOptions options, string serviceId) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private readonly RelationalDatabase _database = RelationalDatabase.Create($"{nameof(AdoNetGrainStorage)} \"{name}\"", options.Invariant, options.ConnectionString, options.DataSource);
    private readonly OrleansDefaultHasher _hasher = new();

    public static AdoNetGrainStorage Create(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<AdoNetGrainStorageOptions>>().Get(name);
        options.GrainStorageSerializer ??= services.GetRequiredService<IGrainStorageSerializer>();
        return new AdoNetGrainStorage(name, options, services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId);
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe($"{nameof(AdoNetGrainStorage)}-{name}", options.InitStage, async token =>
    {
        await _database.LoadQueriesAsync(token);
        if (options.DeleteStateOnClear && !_database.Knows("DeleteStorageKey"))
        {
            throw new OrleansConfigurationException("DeleteStateOnClear=true needs the query 'DeleteStorageKey' in table OrleansQuery.");
        }
    });

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var rows = await _database.ReadAsync("ReadFromStorageKey", Row(stateName, grainId), static reader => (
            Payload: reader["PayloadBinary"] as byte[],
            Version: reader["Version"] as int?));
        var (payload, version) = rows.Count == 0 ? default : rows[0];
        var state = payload is null ? default : options.GrainStorageSerializer.Deserialize<T>(new BinaryData(payload));
        grainState.State = state is null ? StateActivator<T>.Create() : state;
        grainState.ETag = version?.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = payload is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var parameters = Row(stateName, grainId);
        parameters.Add("GrainStateVersion", VersionOf(grainState));
        parameters.Add("PayloadBinary", options.GrainStorageSerializer.Serialize(grainState.State).ToArray());
        var versions = await _database.ReadAsync("WriteToStorageKey", parameters, static reader => reader["NewGrainStateVersion"] as int?);
        grainState.ETag = NewVersion("WriteState", versions, stateName, grainId, grainState);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!grainState.RecordExists && string.IsNullOrWhiteSpace(grainState.ETag))
        {
            await ReadStateAsync(stateName, grainId, grainState);
            if (!grainState.RecordExists)
            {
                return;
            }
        }

        var parameters = Row(stateName, grainId);
        parameters.Add("GrainStateVersion", VersionOf(grainState));
        var versions = await _database.ReadAsync(options.DeleteStateOnClear ? "DeleteStorageKey" : "ClearStorageKey", parameters, static reader => reader[0] as int?);
        var version = NewVersion("ClearState", versions, stateName, grainId, grainState);
        grainState.ETag = options.DeleteStateOnClear ? null : version;
        grainState.RecordExists = false;
        grainState.State = StateActivator<T>.Create();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private QueryParameters Row(string stateName, GrainId grainId)
    {
        var key = new AdoGrainKey(grainId);
        return new QueryParameters
        {
            { "GrainIdHash", _hasher.Hash(key.HashBytes()) },
            { "GrainIdN0", key.N0 },
            { "GrainIdN1", key.N1 },
            { "GrainTypeHash", _hasher.Hash(Encoding.UTF8.GetBytes(stateName)) },
            { "GrainTypeString", stateName },
            { "GrainIdExtensionString", key.Text },
            { "ServiceId", serviceId },
        };
    }

    private static int? VersionOf<T>(IGrainState<T> grainState) =>
        string.IsNullOrWhiteSpace(grainState.ETag) ? null : int.Parse(grainState.ETag, CultureInfo.InvariantCulture);

    // A row whose version did not change was not written.
    private string NewVersion<T>(string operation, List<int?> versions, string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var version = versions.Count == 0 ? null : versions[0]?.ToString(CultureInfo.InvariantCulture);
        return version is not null && version != grainState.ETag
            ? version
            : throw new InconsistentStateException($"Version conflict ({operation}): ServiceId={serviceId} ProviderName={name} GrainType={stateName} GrainId={grainId} ETag={grainState.ETag}.");
    }
}
