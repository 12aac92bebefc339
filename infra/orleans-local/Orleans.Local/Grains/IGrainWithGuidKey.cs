using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain interface whose keys are Guids.</summary>
public interface IGrainWithGuidKey : IGrain;
