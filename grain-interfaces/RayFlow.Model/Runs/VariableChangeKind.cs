namespace RayFlow.Model.Runs;

/// <summary>What a <see cref="VariableChange"/> does.</summary>
public enum VariableChangeKind
{
    /// <summary>Sets; creates a variable that is not there. Answers with the value.</summary>
    Set,

    /// <summary>Adds a number to a variable that is there. Answers with the sum.</summary>
    Increment,

    /// <summary>Deletes. Answers whether there was one.</summary>
    Delete,

    /// <summary>Sets if the variable holds what is expected. Answers whether it did.</summary>
    CompareAndSet,
}
