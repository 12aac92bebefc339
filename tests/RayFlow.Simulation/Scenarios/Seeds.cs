using RayFlow.Simulation.Flows;
using RayFlow.Simulation.Mistakes;

namespace RayFlow.Simulation.Scenarios;

/// <summary>Runs many seeds, each in one thread, several threads beside each other.</summary>
internal static class Seeds
{
    /// <summary>The results that are not good, in the order of their seeds; at most so many are looked for.</summary>
    public static IReadOnlyList<SeedResult> Run(long first, long count, int most = int.MaxValue, Mistake mistake = Mistake.None, Action<SeedResult>? done = null)
    {
        var bad = new List<SeedResult>();
        var next = first - 1;
        var threads = Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount)).Select(_ => new Thread(Work) { IsBackground = true }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return [.. bad.OrderBy(result => result.Seed)];

        void Work()
        {
            var flows = new FlowShelf();
            for (var seed = Interlocked.Increment(ref next); seed < first + count && bad.Count < most; seed = Interlocked.Increment(ref next))
            {
                var result = Seed.Run(seed, flows, mistake);
                lock (bad)
                {
                    done?.Invoke(result);
                    if (!result.IsGood)
                    {
                        bad.Add(result);
                    }
                }
            }
        }
    }
}
