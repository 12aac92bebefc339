using System.Globalization;

namespace RayFlow.Benchmarks.Workloads;

/// <summary>What <c>bench</c> is asked to measure.</summary>
internal sealed record WorkloadOptions
{
    public const string Usage = "Usage: bench [w0 w1 w2 w3 w4 w5 w6]… [--in-process | --silos N] [--rounds N] [--seconds S] [--quick] [--json FILE] | bench engine | bench storage | bench readers [COUNT]";

    private static readonly string[] Names = ["w0", "w1", "w2", "w3", "w4", "w5", "w6"];

    /// <summary>The workloads; all of them by default.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = Names;

    /// <summary>Whether the silo runs in this process and its grains are called without HTTP.</summary>
    public bool InProcess { get; init; }

    /// <summary>How many silos share the work, each a process; 1 by default. Callers speak to the first.</summary>
    public int Silos { get; init; } = 1;

    /// <summary>Whether to use small sizes, to see that everything works. The numbers mean nothing.</summary>
    public bool Quick { get; init; }

    /// <summary>How often everything is measured; the medians are reported.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>How long one measurement takes, in seconds, after a warm-up of a quarter of it.</summary>
    public double Seconds { get; init; } = 4;

    /// <summary>Where the figures are written as JSON; null: nowhere.</summary>
    public string? JsonFile { get; init; }

    /// <summary>How long one measurement takes.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);

    /// <summary>Reads the command line; null with what is wrong if it cannot be understood.</summary>
    public static WorkloadOptions? Parse(string[] args, out string? problem)
    {
        var options = new WorkloadOptions();
        var named = new List<string>();
        problem = null;
        for (var i = 0; i < args.Length && problem is null; i++)
        {
            string? Next() => ++i < args.Length ? args[i] : null;
            switch (args[i])
            {
                case "--in-process": options = options with { InProcess = true }; break;
                case "--quick": options = options with { Quick = true, Rounds = 1, Seconds = 0.2 }; break;
                case "--silos" when int.TryParse(Next(), CultureInfo.InvariantCulture, out var silos) && silos > 0: options = options with { Silos = silos }; break;
                case "--rounds" when int.TryParse(Next(), CultureInfo.InvariantCulture, out var rounds) && rounds > 0: options = options with { Rounds = rounds }; break;
                case "--seconds" when double.TryParse(Next(), CultureInfo.InvariantCulture, out var seconds) && seconds > 0: options = options with { Seconds = seconds }; break;
                case "--json" when Next() is { } file: options = options with { JsonFile = Path.GetFullPath(file) }; break;
                case var name when Names.Contains(name): named.Add(name); break;
                case var other: problem = $"'{other}' is not understood."; break;
            }
        }

        if (options is { InProcess: true, Silos: > 1 })
        {
            problem ??= "Several silos are several processes: leave out --in-process.";
        }

        return problem is not null ? null : named.Count == 0 ? options : options with { Workloads = named };
    }
}
