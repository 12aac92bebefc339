using System.Globalization;

namespace RayFlow.Benchmarks.Servers;

/// <summary>A process and its children, as Linux's <c>/proc</c> tells of them (proc_pid_stat(5)).</summary>
internal static class ProcessTree
{
    private const double TicksPerSecond = 100; // of the kernel's interface, whatever the kernel's own are

    /// <summary>The processor time of a process, of its children, and of those of them that are gone; zero where there is no <c>/proc</c>.</summary>
    public static TimeSpan ProcessorTime(int processId)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return TimeSpan.Zero;
        }

        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Read(folder) is { } fields)
            {
                // After the name in parentheses: state, parent, …; the 14th to 17th field of all are times, of which the last two are dead children's.
                var isRoot = id == processId;
                if (isRoot || fields[1] == processId.ToString(CultureInfo.InvariantCulture))
                {
                    ticks += fields[11..(isRoot ? 15 : 13)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
                }
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static string[]? Read(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // it has ended meanwhile
        }
    }
}
