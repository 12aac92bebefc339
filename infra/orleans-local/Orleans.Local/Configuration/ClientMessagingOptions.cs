namespace Orleans.Configuration;

/// <summary>Options of calls made by clients.</summary>
public class ClientMessagingOptions : MessagingOptions;
