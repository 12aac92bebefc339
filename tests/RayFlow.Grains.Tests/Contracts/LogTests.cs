using System.Reflection;
using Microsoft.Extensions.Logging;

namespace RayFlow.Grains.Tests.Contracts;

/// <summary>Operators know what is logged by its number.</summary>
public sealed class LogTests
{
    [Fact]
    public void Events_OfTheGrainsAndTheirStorage_HaveNumbersOfTheirOwn()
    {
        var numbers = new[] { typeof(GrainsHosting).Assembly, typeof(Storage.StorageHealth).Assembly, typeof(RayFlow.Nodes.Catalog.NodeCatalog).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)
            .OfType<int>()
            .ToList();

        Assert.InRange(numbers.Count, 20, int.MaxValue);
        Assert.Equal(numbers.Order(), numbers.Distinct().Order());
    }
}
