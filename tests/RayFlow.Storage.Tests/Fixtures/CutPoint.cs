namespace RayFlow.Storage.Tests.Fixtures;

/// <summary>When a connection is cut.</summary>
public enum CutPoint
{
    /// <summary>Before the server gets the request.</summary>
    BeforeRequest,

    /// <summary>As soon as the server has the request.</summary>
    AfterRequest,

    /// <summary>When the server answers, before the client has any of it.</summary>
    BeforeAnswer,
}
