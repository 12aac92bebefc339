using System.Collections.Immutable;

namespace Orleans.Tests.Signatures;

/// <summary>A type in a signature, with what is needed to say which of its parts may be null.</summary>
/// <param name="Name">The full name, without arguments.</param>
/// <param name="HasFlag">Whether the compiler writes a nullability flag for it.</param>
/// <param name="Arguments">Type arguments, or the element of an array, reference or pointer.</param>
/// <param name="Suffix">What follows the element: brackets, ampersand, star or modifier.</param>
internal sealed record TypeNode(string Name, bool HasFlag, ImmutableArray<TypeNode> Arguments, string Suffix = "")
{
    private const byte MayBeNull = 2;

    public static TypeNode Simple(string name, bool hasFlag) => new(name, hasFlag, []);

    /// <summary>Writes the type as C# would, as far as it can be told.</summary>
    /// <param name="flags">One flag for all parts, or one for each in order.</param>
    public string Format(byte[] flags)
    {
        var next = 0;
        return Format(flags, ref next);
    }

    private string Format(byte[] flags, ref int next)
    {
        var mark = "";
        if (HasFlag)
        {
            var flag = flags.Length == 1 ? flags[0] : next < flags.Length ? flags[next] : (byte)0;
            next++;
            mark = flag == MayBeNull ? "?" : "";
        }

        if (Suffix.Length > 0)
        {
            return Arguments[0].Format(flags, ref next) + Suffix + mark;
        }

        var arguments = new List<string>();
        foreach (var argument in Arguments)
        {
            arguments.Add(argument.Format(flags, ref next));
        }

        return arguments.Count == 0 ? Name + mark : $"{Name}<{string.Join(", ", arguments)}>{mark}";
    }
}
