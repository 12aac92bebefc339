namespace RayFlow.Engine.Planning;

/// <summary>An exec edge that enters a region elsewhere than through its owner.</summary>
/// <param name="Edge">The edge's place in the list that the map was made of.</param>
/// <param name="From">The region that the edge comes from; for an owner's edge, the region that it would open.</param>
/// <param name="Into">The region of the node that the edge enters.</param>
public readonly record struct RegionLeak(int Edge, int From, int Into);
