using System.CommandLine;
using System.Text;
using RayFlow.Cli;
using RayFlow.Cli.Output;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var parsed = RayFlowCommand.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync(error.Message);
    }

    await Console.Error.WriteLineAsync($"Type '{Names.Of(parsed.CommandResult)} --help' for help.");
    return ExitCode.Wrong;
}

try
{
    // Ctrl+C cancels what runs; whoever presses it again need not wait for that.
    var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) };
    return await parsed.InvokeAsync(configuration);
}
catch (CliException error)
{
    await Console.Error.WriteLineAsync(Plain.Text(error.Message));
    return error.ExitCode;
}
catch (OperationCanceledException)
{
    return ExitCode.RunFailed;
}
