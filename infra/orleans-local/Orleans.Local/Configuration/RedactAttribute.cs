namespace Orleans;

/// <summary>The value of the option is not logged.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = false)]
public class RedactAttribute : Attribute
{
    /// <summary>What is logged instead.</summary>
    public virtual string Redact(object? value) => "REDACTED";
}
