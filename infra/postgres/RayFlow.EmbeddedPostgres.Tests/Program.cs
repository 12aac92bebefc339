using RayFlow.EmbeddedPostgres;
using RayFlow.EmbeddedPostgres.Tests;
using Xunit.Runner.InProc.SystemConsole;

if (args is not [OwnerProcess.Argument, var folder])
{
    return await ConsoleRunner.Run(args);
}

// The owner of a server, for a test to kill: starts one in the folder given, says so, and lives on.
await using var server = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = folder }, CancellationToken.None);
Console.WriteLine($"{server.ProcessId} {server.ConnectionString}");
await Task.Delay(Timeout.Infinite);
return 0;
