using System.Text;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

/// <summary>Builds a text that may not become larger than a pin can carry.</summary>
internal sealed class BoundedText
{
    private readonly StringBuilder _text = new();

    /// <exception cref="Model.Nodes.NodeException"><c>too_large</c></exception>
    public void Append(ReadOnlySpan<char> more)
    {
        var size = (long)_text.Length + more.Length;
        if (size > ValueExtent.MaxSize)
        {
            throw Faults.TooLarge("The result", size, ValueExtent.MaxSize);
        }

        _text.Append(more);
    }

    public override string ToString() => _text.ToString();
}
