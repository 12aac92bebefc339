using System.Diagnostics;

namespace RayFlow.EmbeddedPostgres;

/// <summary>A program that was run to its end.</summary>
internal sealed record ProgramRun(int ExitCode, string Output)
{
    /// <summary>Runs a program and waits for its end; a cancelled wait kills it.</summary>
    public static async Task<ProgramRun> ExecuteAsync(
        IEnumerable<string> command, string workingDirectory, string? input, CancellationToken cancellationToken)
    {
        var words = command.ToList();
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // PGDATA, PGPORT and the like of the user's shell are about other servers; the log is read by us in English.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LANG"] = "C";

        using var process = Process.Start(start)
            ?? throw new PostgresServerException($"'{words[0]}' could not be started.");
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input; its exit code and output say why.
        }

        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        // On Windows the server inherits pg_ctl's pipes and keeps them open for as long as it lives.
        var all = Task.WhenAll(output, errors);
        await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(2), cancellationToken));
        var text = all.IsCompletedSuccessfully ? string.Concat(all.Result).Trim() : "";
        return new ProgramRun(process.ExitCode, text);
    }

    /// <summary>The run itself if it succeeded; else an error that quotes what the program said.</summary>
    public ProgramRun Expect(string what) => ExitCode == 0
        ? this
        : throw new PostgresServerException($"{what} failed with exit code {ExitCode}: {Output}");
}
