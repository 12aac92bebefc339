using System.Diagnostics;
using System.Globalization;
using RayFlow.Simulation.Flows;
using RayFlow.Simulation.Mistakes;
using RayFlow.Simulation.Scenarios;

namespace RayFlow.Simulation;

/// <summary>What <c>rayflow simulate</c> does: runs seeds, and says what is not as promised.</summary>
internal static class SimulateProgram
{
    private const string Usage = "Usage: simulate [--seeds N] [--seed S] [--trace] [--mistake NAME|all]";
    private const int ReportsTold = 3;

    private sealed record Request(long First, long? Count, bool Traces, string? Mistake);

    /// <summary>Runs what is asked for.</summary>
    /// <returns>0: everything is as promised; 1: something is not; 2: it is not clear what is asked for.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (Parse(arguments) is not { } request)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        if (request.Mistake == "all")
        {
            return CountMistakes(request.First, request.Count ?? 1_000);
        }

        if (!Enum.TryParse(request.Mistake ?? nameof(Mistake.None), out Mistake mistake))
        {
            await Console.Error.WriteLineAsync($"'{request.Mistake}' is none of: {string.Join(", ", Enum.GetNames<Mistake>())}.");
            return 2;
        }

        return request.Count == 1 ? RunOne(request.First, mistake, request.Traces) : RunMany(request.First, request.Count ?? 1_000, mistake);
    }

    private static Request? Parse(string[] arguments)
    {
        var (first, count, traces, mistake) = (default(long?), default(long?), false, default(string));
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--trace": traces = true; break;
                case "--mistake" when value.Length > 0: (mistake, i) = (value, i + 1); break;
                case "--seeds" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0: (count, i) = (number, i + 1); break;
                case "--seed" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number): (first, i) = (number, i + 1); break;
                default: return null;
            }
        }

        return new Request(first ?? 1, count ?? (first is null || mistake == "all" ? null : 1), traces, mistake);
    }

    private static int RunOne(long seed, Mistake mistake, bool traces)
    {
        var result = Seed.Run(seed, new FlowShelf(), mistake, keepsTrace: true);
        if (traces)
        {
            Console.WriteLine(string.Join('\n', result.Trace.Lines));
        }

        Console.WriteLine(result.Report());
        return result.IsGood ? 0 : 1;
    }

    private static int RunMany(long first, long count, Mistake mistake)
    {
        var watch = Stopwatch.StartNew();
        var (steps, effects) = (0L, 0L);
        var bad = Seeds.Run(first, count, mistake: mistake, done: result => (steps, effects) = (steps + result.Steps, effects + result.Effects));
        foreach (var result in bad.Take(ReportsTold))
        {
            Console.WriteLine(Seed.Run(result.Seed, new FlowShelf(), mistake, keepsTrace: true).Report());
        }

        foreach (var group in bad.GroupBy(result => result.Violations[0].Split(':')[0]))
        {
            Console.WriteLine($"{group.Count()} x {group.Key}: seeds {string.Join(", ", group.Take(10).Select(result => result.Seed))}");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count:N0} seeds, {bad.Count} not as promised; {steps:N0} turns, {effects:N0} effects; {watch.Elapsed.TotalSeconds:F1} s, {count / watch.Elapsed.TotalSeconds:N0} seeds/s"));
        return bad.Count == 0 ? 0 : 1;
    }

    private static int CountMistakes(long first, long count)
    {
        var overlooked = 0;
        foreach (var mistake in Enum.GetValues<Mistake>().Where(mistake => mistake != Mistake.None))
        {
            var bad = Seeds.Run(first, count, mistake: mistake);
            overlooked += bad.Count == 0 ? 1 : 0;
            var shows = string.Join(", ", bad.CountBy(result => result.Violations[0].Split(':')[0]).Select(kind => $"{kind.Value} x {kind.Key}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mistake,-26} found in {bad.Count,5} of {count:N0} seeds; {shows}; first {(bad.Count > 0 ? bad[0].Seed : 0)}"));
        }

        return overlooked == 0 ? 0 : 1;
    }
}
