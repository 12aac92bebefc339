using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Io;

[Node("io_http_request", Label = "HTTP request", Icon = "globe",
    Description = "Sends a request and waits for the whole answer. The body is sent as text if it is text, as JSON otherwise, and not at all "
        + "if it is null. The response is the value of a JSON body, else the body as text, or base64 if it is no text; null if there is none. Any status is a "
        + "success. Sends the header Idempotency-Key. A redirect to another server gets no header that may be a key. Fails with address_refused (a private "
        + "network), bad_url, bad_header, bad_redirect, bad_encoding (not in the charset that it names), connection_failed, timeout or too_large.")]
internal sealed class HttpRequest : EffectNode
{
    [Constant(Choices = new object[] { "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS" })]
    public string Method { get; set; } = "GET";

    [Constant(Minimum = 0.001, Maximum = 3600, Description = "How long the whole exchange may take, redirects included.")]
    public double TimeoutSeconds { get; set; } = 30;

    [Input(Description = "What to send; null: nothing. Text is sent as UTF-8, or in the charset that the header Content-Type names.")]
    public Value Body { get; set; } = Value.Null;

    [Input(Description = "Where to, with http or https.")]
    public required string Url { get; set; }

    [Input("headers", Description = "Headers to send beside those that the request has anyway.")]
    public ValueMap RequestHeaders { get; set; } = ValueMap.Empty;

    [Output]
    public Value Response { get; private set; }

    [Output]
    public long StatusCode { get; private set; }

    [Output("headers", Description = "The answer's headers, their names in lower case. One that occurs more than once is a list.")]
    public ValueMap ResponseHeaders { get; private set; } = ValueMap.Empty;

    [Output(Description = "Whether the response is base64, since the body is no text.")]
    public bool IsBase64 { get; private set; }

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        var access = context.Services.GetService(typeof(HttpAccess)) as HttpAccess
            ?? throw new NodeException(IoErrorCodes.NotConfigured, "This server gives its nodes no access to the network.");
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(double.Clamp(TimeoutSeconds, 0.001, 3600)), context.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            var exchange = new HttpExchange(access, new HttpMethod(Method), Body, new RequestHeaders(RequestHeaders), context.IdempotencyKey);
            (StatusCode, ResponseHeaders, Response, IsBase64) = await exchange.RunAsync(Url, both.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NodeException(IoErrorCodes.Timeout, $"There was no complete answer within {TimeoutSeconds} seconds.", retryable: true);
        }
    }
}
