namespace Orleans.Configuration;

/// <summary>Options of calls made by silos.</summary>
public class SiloMessagingOptions : MessagingOptions;
