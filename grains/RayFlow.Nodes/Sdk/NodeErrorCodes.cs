namespace RayFlow.Nodes.Sdk;

/// <summary>The codes with which the SDK and the built-in nodes fail. They never change; flows branch on them.</summary>
public static class NodeErrorCodes
{
    /// <summary>A number is too large or too small to be written in the target's digits, or JSON has no number for it: NaN or infinite.</summary>
    public const string NotFinite = "not_finite";

    /// <summary>An int does not fit 64 bits.</summary>
    public const string Overflow = "overflow";

    /// <summary>A divisor is zero.</summary>
    public const string DivisionByZero = "division_by_zero";

    /// <summary>A function has no real value there: the square root of a negative number.</summary>
    public const string OutOfDomain = "out_of_domain";

    /// <summary>Values of these types cannot be ordered or added.</summary>
    public const string TypeMismatch = "type_mismatch";

    /// <summary>The value cannot be converted.</summary>
    public const string CannotConvert = "cannot_convert";

    /// <summary>An index or a count lies outside of what there is.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>A range's step is zero.</summary>
    public const string ZeroStep = "zero_step";

    /// <summary>A text to look for is empty.</summary>
    public const string EmptyText = "empty_text";

    /// <summary>A template's braces do not match.</summary>
    public const string BadTemplate = "bad_template";

    /// <summary>A template names a value that is not there.</summary>
    public const string MissingName = "missing_name";

    /// <summary>A regular expression is none, or needs backtracking.</summary>
    public const string BadPattern = "bad_pattern";

    /// <summary>A text is not JSON.</summary>
    public const string BadJson = "bad_json";

    /// <summary>A dict has no such key, and there is no default.</summary>
    public const string MissingKey = "missing_key";

    /// <summary>The run has no such variable.</summary>
    public const string UnknownVariable = "unknown_variable";

    /// <summary>A value would be larger than a pin may carry.</summary>
    public const string TooLarge = "too_large";

    /// <summary>A value nests deeper than a pin may carry.</summary>
    public const string TooDeep = "too_deep";

    /// <summary>A node gave a value that does not fit the output that it declares.</summary>
    public const string BadOutput = "bad_output";

    /// <summary>A constant or configuration entry is missing or not of its type.</summary>
    public const string BadSetting = "bad_setting";

    /// <summary>An input has neither value nor default.</summary>
    public const string MissingInput = "missing_input";

    /// <summary>An input is not of its type.</summary>
    public const string BadInput = "bad_input";

    /// <summary>A node threw an exception that carries no code.</summary>
    public const string NodeFailed = "node_failed";

    /// <summary>The server that should run the node does not have its type.</summary>
    public const string UnknownType = "unknown_type";
}
