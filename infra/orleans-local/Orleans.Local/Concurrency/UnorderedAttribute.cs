namespace Orleans.Concurrency;

/// <summary>Has no effect: order of messages is never promised.</summary>
[AttributeUsage(AttributeTargets.Interface)]
[Obsolete("Message ordering is not guaranteed regardless of whether this attribute is used. This attribute has no effect.")]
public sealed class UnorderedAttribute : Attribute;
