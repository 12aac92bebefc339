using RayFlow.Simulation;

return await SimulateProgram.RunAsync(args);
