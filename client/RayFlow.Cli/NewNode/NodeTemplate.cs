using System.Globalization;

namespace RayFlow.Cli.NewNode;

/// <summary>The sources that new nodes begin with.</summary>
internal static class NodeTemplate
{
    /// <summary>A template by its name: <c>pure</c> or <c>effect</c>.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(NodeTemplate).Assembly.GetManifestResourceStream($"RayFlow.Cli.NewNode.{name}.template")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary><c>word_count</c> as <c>WordCount</c>.</summary>
    public static string ClassName(string name) =>
        string.Concat(name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));

    /// <summary><c>word_count</c> as <c>Word count</c>.</summary>
    public static string Label(string name)
    {
        var words = name.Replace('_', ' ').Trim();
        return char.ToUpper(words[0], CultureInfo.InvariantCulture) + words[1..];
    }
}
