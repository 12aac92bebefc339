using RayFlow.Gateway.Hosting;

return await GatewayProgram.RunAsync(args);
