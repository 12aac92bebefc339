namespace RayFlow.Hosting;

/// <summary>The command line cannot be understood.</summary>
/// <param name="message">What is wrong, and what is right.</param>
internal sealed class CommandLineException(string message) : Exception(message);
