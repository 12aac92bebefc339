namespace Orleans.Tests.Signatures;

/// <summary>What others see of a type.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Declaration">Its kind, modifiers, generic parameters and base class.</param>
/// <param name="Interfaces">The interfaces it says it implements.</param>
/// <param name="Members">Its members, written so that equal ones are equal.</param>
internal sealed record PublicType(string Name, string Declaration, IReadOnlySet<string> Interfaces, IReadOnlySet<string> Members);
