namespace Orleans.Runtime;

internal sealed class ManagementGrain(Silo silo) : Grain, IManagementGrain
{
    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false) =>
        Task.FromResult(silo.Cluster.Silos.ToDictionary(member => member.Details.SiloAddress, _ => SiloStatus.Active));

    public Task<int> GetTotalActivationCount() => Task.FromResult(silo.Cluster.Silos.Sum(member => member.ActivationCount));

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => Task.FromResult(Statistics(silo.Cluster.Silos));

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds) =>
        Task.FromResult(Statistics(silo.Cluster.Silos.Where(member => hostsIds.Contains(member.Details.SiloAddress))));

    public Task ForceActivationCollection(TimeSpan ageLimit) =>
        Task.WhenAll(silo.Cluster.Silos.SelectMany(member => member.Collector.Collect(member.Activations, ageLimit)));

    public ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference) => new(silo.Cluster.Find(reference.GetGrainId())?.Silo.Details.SiloAddress);

    public ValueTask<List<GrainId>> GetActiveGrains(GrainType type) => new(
    [
        .. silo.Cluster.Silos.SelectMany(member => member.Activations).Where(activation => activation.GrainId.Type == type).Select(activation => activation.GrainId),
    ]);

    private static SimpleGrainStatistic[] Statistics(IEnumerable<Silo> silos) =>
    [
        .. from member in silos
           from activation in member.Activations
           group activation by (member, activation.Class) into same
           select new SimpleGrainStatistic
           {
               GrainType = $"{same.Key.Class.Type.FullName},{same.Key.Class.Type.Assembly.GetName().Name}",
               SiloAddress = same.Key.member.Details.SiloAddress,
               ActivationCount = same.Count(),
           },
    ];
}
