using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain interface whose keys are strings.</summary>
public interface IGrainWithStringKey : IGrain;
