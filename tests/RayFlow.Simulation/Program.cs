using System.Diagnostics;
using System.Globalization;
using RayFlow.Simulation.Flows;
using RayFlow.Simulation.Mistakes;
using RayFlow.Simulation.Scenarios;

const string usage = "Usage: simulate [--seeds N] [--seed S] [--trace] [--mistake NAME]";
var (count, seed, keepsTrace, mistake) = (1_000L, 1L, false, Mistake.None);
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seeds" when i + 1 < args.Length && long.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out count): i++; break;
        case "--seed" when i + 1 < args.Length && long.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out seed): i++; count = args.Contains("--seeds") ? count : 1; break;
        case "--mistake" when i + 1 < args.Length && Enum.TryParse(args[i + 1], out mistake): i++; break;
        case "--trace": keepsTrace = true; break;
        default:
            await Console.Error.WriteLineAsync(usage);
            return 2;
    }
}

if (count == 1)
{
    var result = Seed.Run(seed, new FlowShelf(), mistake, keepsTrace: true);
    Console.WriteLine(keepsTrace ? string.Join('\n', result.Trace.Lines) + '\n' + result.Report() : result.Report());
    return result.IsGood ? 0 : 1;
}

var watch = Stopwatch.StartNew();
var (steps, effects) = (0L, 0L);
var bad = Seeds.Run(seed, count, mistake: mistake, done: result => (steps, effects) = (steps + result.Steps, effects + result.Effects));
foreach (var result in bad.Take(3))
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
