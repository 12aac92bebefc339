using RayFlow.Benchmarks.Storage;

switch (args)
{
    case ["storage", ..]:
        await StorageBenchmark.RunAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: bench storage");
        return 2;
}
