using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain interface whose keys are an integer and a string.</summary>
public interface IGrainWithIntegerCompoundKey : IGrain;
