using System.Diagnostics;
using System.Globalization;

namespace RayFlow.EmbeddedPostgres;

/// <summary>
/// The server's main process, as its <c>postmaster.pid</c> tells of it: process id, start, port and state. The lines of
/// that file are described in PostgreSQL's <c>src/include/utils/pidfile.h</c>.
/// </summary>
internal sealed record Postmaster(int ProcessId, DateTimeOffset StartedAt, int Port, string State)
{
    /// <summary>Room for the whole seconds in the file and for what the system rounds.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public bool IsReady => State == "ready";

    public static string FileIn(string cluster) => Path.Combine(cluster, "postmaster.pid");

    /// <summary>Reads the file; null if there is none or it is not complete yet.</summary>
    public static Postmaster? Read(string cluster)
    {
        string[] lines;
        try
        {
            using var stream = new FileStream(FileIn(cluster), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            lines = new StreamReader(stream).ReadToEnd().Split('\n');
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        return lines.Length >= 5
            && int.TryParse(lines[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var id)
            && long.TryParse(lines[2], NumberStyles.Integer, CultureInfo.InvariantCulture, out var started)
            && int.TryParse(lines[3], NumberStyles.Integer, CultureInfo.InvariantCulture, out var port)
            ? new Postmaster(id, DateTimeOffset.FromUnixTimeSeconds(started), port, lines.Length > 7 ? lines[7].Trim() : "")
            : null;
    }

    /// <summary>Whether that very process still runs: its id may belong to another one by now.</summary>
    public bool IsAlive()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.ProcessName == "postgres" && !IsZombie() && (process.StartTime.ToUniversalTime() - StartedAt).Duration() < Tolerance;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false; // It ended, before or while we looked.
        }
    }

    /// <summary>
    /// Removes the file if the id in it belongs to a process that is not its server any more: the server would refuse to
    /// start. A file whose process is gone is left to the server, which uses it to find what a crash left behind.
    /// </summary>
    public static void ForgetStranger(string cluster)
    {
        if (Read(cluster) is { } dead && !dead.IsAlive() && Exists(dead.ProcessId))
        {
            File.Delete(FileIn(cluster));
        }
    }

    /// <summary>Ends the process as a power cut would: no checkpoint, no goodbye.</summary>
    public void Kill()
    {
        if (IsAlive())
        {
            using var process = Process.GetProcessById(ProcessId);
            process.Kill();
        }
    }

    private static bool Exists(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A container whose first process does not reap orphans keeps the dead in the process table.</summary>
    private bool IsZombie()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{ProcessId}/stat"));
            return stat[(stat.LastIndexOf(')') + 1)..].TrimStart().StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }
}
