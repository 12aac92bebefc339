using System.Net;
using System.Net.Sockets;
using Npgsql;
using RayFlow.Silo.Doctor;
using RayFlow.Storage.Migrations;
using RayFlow.Testing.Databases;

namespace RayFlow.Api.Tests.Server;

/// <summary>What <c>rayflow doctor</c> says, with a database of its own and no server.</summary>
public sealed class DoctorTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rayflow-doctor-");
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(_database.ConnectionString);
        await DatabaseMigrations.ApplyAsync(source, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Doctor_WhereAllIsWell_LooksAtEveryPart()
    {
        var findings = await LookAsync();

        Assert.DoesNotContain(findings, finding => finding.State == FindingState.Problem);
        Assert.Superset(new HashSet<string>(["database", "clock", "nodes"]), findings.Select(finding => finding.Part).ToHashSet());
    }

    [Fact]
    public async Task Doctor_WithARunThatNobodyKeepsGoing_NamesIt()
    {
        var run = Guid.NewGuid();
        await ExecuteAsync("INSERT INTO flow_documents (hash, document) VALUES ('\\x00', '{}')");
        await ExecuteAsync($"INSERT INTO runs (run_id, started_at, length, status, flow_name, flow_hash, summary) VALUES ('{run}', now(), 2, 'running', 'lost', '\\x00', '')");

        var problem = Assert.Single(await LookAsync(), finding => finding is { Part: "runs", State: FindingState.Problem });

        Assert.Contains(run.ToString("n"), problem.Text, StringComparison.Ordinal);
        Assert.NotNull(problem.Help);
    }

    [Fact]
    public async Task Doctor_WithAParkedRun_SaysWhy()
    {
        await ExecuteAsync("INSERT INTO flow_documents (hash, document) VALUES ('\\x00', '{}')");
        await ExecuteAsync($"INSERT INTO runs (run_id, started_at, length, status, flow_name, flow_hash, summary, parked_at, parked_reason) VALUES ('{Guid.NewGuid()}', now(), 2, 'running', 'poison', '\\x00', '', now(), 'It has not got on in 8 tries.')");

        var warning = Assert.Single(await LookAsync(), finding => finding is { Part: "runs", State: FindingState.Warning });

        Assert.Contains("It has not got on in 8 tries.", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WithABrokenUserNode_SaysWhereItIsBroken()
    {
        var nodes = _folder.CreateSubdirectory("nodes/bad");
        await File.WriteAllTextAsync(Path.Combine(nodes.FullName, "broken.cs"), "public sealed class Broken : PureNode { oops }");

        var problem = Assert.Single(await LookAsync(), finding => finding is { Part: "nodes", State: FindingState.Problem });

        Assert.Contains("broken.cs(1,", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WithAnotherProgramAtThePort_SaysSo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        _ = other.AcceptTcpClientAsync().ContinueWith(static accepted => accepted.Result.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);

        var findings = await LookAsync("--port", ((IPEndPoint)other.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Single(findings, finding => finding is { Part: "ports", State: FindingState.Problem });
    }

    [Fact]
    public async Task Doctor_WithoutADatabase_SaysThatItDoesNotAnswer()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var findings = await DoctorProgram.LookAsync([.. Arguments, "--postgres", $"Host=127.0.0.1;Port={port};Username=x;Timeout=3"], CancellationToken.None);

        var problem = Assert.Single(findings, finding => finding.State == FindingState.Problem);
        Assert.Equal("database", problem.Part);
        Assert.DoesNotContain("   at ", problem.Text, StringComparison.Ordinal);
    }

    private string[] Arguments => ["--data", _folder.FullName, "--nodes", Path.Combine(_folder.FullName, "nodes")];

    private Task<IReadOnlyList<Finding>> LookAsync(params string[] more) =>
        DoctorProgram.LookAsync([.. Arguments, "--postgres", _database.ConnectionString, .. more.Length > 0 ? more : ["--port", "0"]], CancellationToken.None);

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
