using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain interface whose keys are 64-bit integers.</summary>
public interface IGrainWithIntegerKey : IGrain;
