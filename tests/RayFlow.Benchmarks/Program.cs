using RayFlow.Benchmarks.Engine;
using RayFlow.Benchmarks.Storage;

switch (args)
{
    case ["engine", ..]:
        EngineBenchmark.Run();
        return 0;
    case ["storage", ..]:
        await StorageBenchmark.RunAsync();
        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: bench engine | storage");
        return 2;
}
