using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Tests.Contracts;

/// <summary>Whatever a silo throws can cross to another one: an exception without a codec would reach its caller as a fault of the runtime.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public void EveryException_OfTheProduct_CrossesWithItsMessage()
    {
        using var services = new ServiceCollection().AddSerializer().CarryRayFlowExceptions().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer<Exception>>();
        Assembly[] assemblies =
        [
            typeof(IWorkflowGrain).Assembly, typeof(GrainsHosting).Assembly, typeof(Storage.StorageHealth).Assembly,
            typeof(RayFlow.Nodes.Catalog.NodeCatalog).Assembly, typeof(Engine.Running.RunEngine).Assembly, typeof(Model.Values.Value).Assembly, typeof(Npgsql.NpgsqlException).Assembly,
        ];
        var types = assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => typeof(Exception).IsAssignableFrom(type) && !type.IsAbstract).ToList();
        Assert.InRange(types.Count, 8, int.MaxValue);

        foreach (var type in types)
        {
            var exception = (Exception)RuntimeHelpers.GetUninitializedObject(type);
            typeof(Exception).GetField("_message", BindingFlags.NonPublic | BindingFlags.Instance)!.SetValue(exception, $"said by {type.Name}");

            var arrived = serializer.Deserialize(serializer.SerializeToArray(exception));

            Assert.Equal((type, $"said by {type.Name}"), (arrived!.GetType(), arrived.Message));
        }
    }
}
