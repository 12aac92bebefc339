using System.Globalization;
using System.Text.Json;

namespace RayFlow.Benchmarks.Workloads;

/// <summary>Figures of several rounds, and their medians as a table and as JSON.</summary>
internal sealed class Report(string title)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private readonly List<Figure> _figures = [];

    /// <summary>Adds what a round has measured.</summary>
    public void Add(Figure figure)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure.Workload} {figure.Name}: {Number(figure.Value)} {figure.Unit}"));
        _figures.Add(figure);
    }

    /// <summary>Writes the table.</summary>
    public void Print()
    {
        Console.WriteLine(title);
        Console.WriteLine($"{"",-5}{"medians",-44}{"value",12} {"unit",-9}{"fastest..slowest",20}  {"target",-10}{"ratio",-8}to");
        foreach (var row in Rows())
        {
            var spread = row.Lowest == row.Highest ? "" : $"{Number(row.Lowest)}..{Number(row.Highest)}";
            var ratio = row.Ratio is { } value ? Number(value) : "";
            Console.WriteLine($"{row.Workload,-5}{row.Name,-44}{Number(row.Value),12} {row.Unit,-9}{spread,20}  {row.Target,-10}{ratio,-8}{row.RatioTo}".TrimEnd());
        }
    }

    /// <summary>Writes the medians as JSON.</summary>
    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(new { Title = title, Figures = Rows() }, Json) + "\n");

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private static string Number(double value) => value.ToString(
        Math.Abs(value) switch { >= 1000 => "N0", >= 100 => "0", >= 10 => "0.0", >= 1 => "0.00", 0 => "0", _ => "0.0000" },
        CultureInfo.InvariantCulture);

    private List<Row> Rows() =>
    [
        .. _figures.GroupBy(figure => (figure.Workload, figure.Name)).Select(group => new Row(
            group.Key.Workload,
            group.Key.Name,
            Median(group.Select(figure => figure.Value)),
            group.First().Unit,
            group.Min(figure => figure.Value),
            group.Max(figure => figure.Value),
            group.First().Target,
            group.First().Ratio is null ? null : Median(group.Select(figure => figure.Ratio!.Value)),
            group.First().RatioTo)),
    ];

    private sealed record Row(string Workload, string Name, double Value, string Unit, double Lowest, double Highest, string? Target, double? Ratio, string? RatioTo);
}

/// <summary>One measured figure.</summary>
/// <param name="Workload">Of what.</param>
/// <param name="Name">What it is.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what unit.</param>
/// <param name="Target">What it should be, in words; null: nothing is asked of it.</param>
/// <param name="Ratio">How it stands to a limit measured in the same round.</param>
/// <param name="RatioTo">The limit.</param>
internal sealed record Figure(string Workload, string Name, double Value, string Unit, string? Target = null, double? Ratio = null, string? RatioTo = null);
