namespace Orleans.Runtime;

internal enum ActivationState
{
    Activating,
    Active,
    Deactivating,
    Ended,
}
