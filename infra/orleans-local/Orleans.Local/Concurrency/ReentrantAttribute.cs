namespace Orleans.Concurrency;

/// <summary>All methods of the grain class interleave with each other.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
