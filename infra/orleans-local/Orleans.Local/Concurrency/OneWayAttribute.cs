namespace Orleans.Concurrency;

/// <summary>The caller of this interface method does not wait for it and never sees its failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
