using RayFlow.Benchmarks.Engine;
using RayFlow.Benchmarks.Readers;
using RayFlow.Benchmarks.Storage;
using RayFlow.Benchmarks.Workloads;

switch (args)
{
    case ["engine", ..]:
        EngineBenchmark.Run();
        return 0;
    case ["storage", ..]:
        await StorageBenchmark.RunAsync();
        return 0;
    case ["readers", ..]:
        return await ReadersBenchmark.RunAsync(args is [_, var count] && int.TryParse(count, out var readers) ? readers : 10_000);
    default:
        if (WorkloadOptions.Parse(args, out var problem) is { } options)
        {
            return await WorkloadBenchmark.RunAsync(options);
        }

        await Console.Error.WriteLineAsync($"{problem} {WorkloadOptions.Usage}");
        return 2;
}
