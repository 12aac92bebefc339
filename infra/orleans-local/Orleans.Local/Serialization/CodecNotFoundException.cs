namespace Orleans.Serialization;

/// <summary>A message holds a type that has no serializer.</summary>
[GenerateSerializer]
public sealed class CodecNotFoundException(string message) : SerializerException(message);
