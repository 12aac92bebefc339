using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain interface whose keys are a Guid and a string.</summary>
public interface IGrainWithGuidCompoundKey : IGrain;
