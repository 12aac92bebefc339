using RayFlow.Silo.Hosting;

return await SiloProgram.RunAsync(args);
