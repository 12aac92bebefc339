namespace RayFlow.Api.Errors;

/// <summary>Ends the handling of a request with a problem, from where no result can be returned.</summary>
internal sealed class RefusedRequestException(Problem problem) : Exception(problem.Kind.Title)
{
    public Problem Problem => problem;
}
