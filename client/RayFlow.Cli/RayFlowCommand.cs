using System.CommandLine;
using RayFlow.Cli.Flows;
using RayFlow.Cli.Listing;
using RayFlow.Cli.NewNode;
using RayFlow.Cli.Processes;
using RayFlow.Cli.Running;

namespace RayFlow.Cli;

/// <summary>The command line: <c>rayflow COMMAND</c>.</summary>
internal static class RayFlowCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("RayFlow runs typed node graphs as durable programs.")
        {
            UpCommand.Create(),
            ServerCommands.Silo(),
            ServerCommands.Gateway(),
            ServerCommands.Migrate(),
            RunFlowCommand.Create(),
            ValidateCommand.Create(),
            NodesCommand.Create(),
            RunsCommand.Create(),
            WatchCommand.Create(),
            CancelCommand.Create(),
            NewNodeCommand.Create(),
            DoctorCommand.Create(),
            BenchCommand.Create(),
            SimulateCommand.Create(),
        };
        Options.AddTo(root);
        return root;
    }
}
