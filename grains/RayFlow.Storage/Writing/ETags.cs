using System.Globalization;

namespace RayFlow.Storage.Writing;

/// <summary>A run's length as Orleans carries it.</summary>
internal static class ETags
{
    public static string Format(long length) => length.ToString(CultureInfo.InvariantCulture);
}
