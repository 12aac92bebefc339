using RayFlow.EmbeddedPostgres;

// The owner of a server, for a test to kill: starts one in the folder given, says so, and lives on.
await using var server = await PostgresServer.StartAsync(new PostgresServerOptions { DataDirectory = args[0] }, CancellationToken.None);
Console.WriteLine($"{server.ProcessId} {server.ConnectionString}");
await Task.Delay(Timeout.Infinite);
