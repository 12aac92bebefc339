using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace RayFlow.Simulation.Scheduling;

/// <summary>
/// What happened, a line each. Lines cost more than what they tell of: unless they are kept, only their times and shapes go into
/// <see cref="Digest"/>, and a seed that is worth reading is run again.
/// </summary>
/// <param name="keeps">Whether lines are kept.</param>
internal sealed class Trace(bool keeps)
{
    private readonly List<string> _lines = [];

    /// <summary>Whether lines are kept.</summary>
    public bool Keeps => keeps;

    /// <summary>The lines that were kept, oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>A number that differs where two traces differ in length, times or kinds of lines.</summary>
    public ulong Digest { get; private set; } = 14695981039346656037UL;

    /// <summary>How many lines there were.</summary>
    public long Count { get; private set; }

    /// <summary>The time.</summary>
    public TimeSpan Now { get; set; }

    /// <summary>Adds a line.</summary>
    /// <param name="text">What happened.</param>
    public void Add([InterpolatedStringHandlerArgument("")] ref Text text)
    {
        Count++;
        Digest = (((Digest ^ (ulong)Now.Ticks) * 1099511628211UL) ^ (ulong)text.Shape) * 1099511628211UL;
        if (keeps)
        {
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Now.TotalSeconds,9:F4} {text.ToString()}"));
        }
    }

    /// <summary>A line that is written only if somebody keeps it.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Text
    {
        private readonly StringBuilder? _builder;

        public Text(int literals, int holes, Trace trace, out bool isKept)
        {
            isKept = trace.Keeps;
            Shape = (literals * 31) + holes;
            _builder = isKept ? new StringBuilder(literals + (holes * 8)) : null;
        }

        /// <summary>Tells kinds of lines from each other, roughly.</summary>
        public int Shape { get; }

        public void AppendLiteral(string text) => _builder!.Append(text);

        public void AppendFormatted<T>(T value) => _builder!.Append(CultureInfo.InvariantCulture, $"{value}");

        public void AppendFormatted<T>(T value, string format)
            where T : IFormattable => _builder!.Append(value.ToString(format, CultureInfo.InvariantCulture));

        public override string ToString() => _builder?.ToString() ?? "";
    }
}
