using System.ComponentModel.Design;
using System.IO.Compression;
using System.Text;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Io;
using Xunit;

namespace RayFlow.Nodes.Tests.Io;

public sealed class HttpRequestTests
{
    [Theory]
    [InlineData("application/json", "{\"a\":[1,2.0]}", "{\"a\":[1,2.0]}")]
    [InlineData("application/problem+json; charset=utf-8", "null", "null")]
    [InlineData("application/json", "<oops>", "\"<oops>\"")]
    [InlineData("text/plain; charset=iso-8859-1", "caf\u00e9", "\"caf\u00e9\"")]
    [InlineData("application/json", "\u00ef\u00bb\u00bf{\"a\":1}", "{\"a\":1}")]
    [InlineData("application/json", "\u00ff\u00fe[\01\0]\0", "[1]")]
    [InlineData("application/json; charset=iso-8859-1", "\"caf\u00e9\"", "\"caf\u00e9\"")]
    [InlineData("application/json; charset=UTF8", "1", "1")]
    [InlineData("text/plain; charset=ISO-8859-15", "\u00a4 1", "\"\u20ac 1\"")]
    [InlineData("text/plain; charset=windows-1251", "\u00cf\u00f0\u00e8\u00e2\u00e5\u00f2", "\"\u041f\u0440\u0438\u0432\u0435\u0442\"")]
    [InlineData("text/html; charset=gbk", "\u00c4\u00e3\u00ba\u00c3", "\"\u4f60\u597d\"")]
    [InlineData("text/html; charset=\"Shift_JIS\"", "\u0082\u00a0", "\"\u3042\"")]
    [InlineData("text/plain; charset=iso-8859-1", "\u00ef\u00bb\u00bf\u00c3\u00a9", "\"\u00e9\"")]
    [InlineData("text/plain", "caf\u00c3\u00a9", "\"caf\u00e9\"")]
    [InlineData("image/svg+xml", "<svg/>", "\"<svg/>\"")]
    [InlineData("application/json", "", "null")]
    public async Task Response_OfAContentType_IsItsValue(string type, string body, string expected)
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer(body, headers: $"Content-Type: {type}\r\n"));

        var outputs = (await RunAsync(server, server.Url)).Outputs!;

        Assert.Equal(expected, outputs["response"].ToString());
        Assert.Equal(200L, outputs["status_code"]);
        Assert.Equal(false, outputs["is_base64"]);
        Assert.Equal(type, outputs["headers"].AsDict()["content-type"]);
    }

    [Theory]
    [InlineData("Content-Type: image/png\r\n", "\u0089PNG\r\n\u001a\n", "iVBORw0KGgo=")]
    [InlineData("Content-Type: image/x-ascii\r\n", "P1", "UDE=")]
    [InlineData("Content-Type: application/octet-stream\r\n", "\u00ff\u0000", "/wA=")]
    [InlineData("Content-Type: application/octet-stream\r\n", "a\u0000b", "YQBi")]
    [InlineData("Content-Type: text/plain\r\n", "caf\u00e9", "Y2Fm6Q==")]
    [InlineData("", "\u0080", "gA==")]
    public async Task Response_ThatIsNoText_IsBase64(string header, string body, string expected)
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer(body, headers: header));

        var outputs = (await RunAsync(server, server.Url)).Outputs!;

        Assert.Equal((expected, true), (outputs["response"].AsStr(), outputs["is_base64"].AsBool()));
    }

    [Theory]
    [InlineData("text/html; charset=no-such-thing", "x", "The answer is in the charset 'no-such-thing', which this server does not know.")]
    [InlineData("text/html; charset=utf-8", "caf\u00e9", "The answer says that it is utf-8, and is not.")]
    [InlineData("text/html; charset=us-ascii", "caf\u00e9", "The answer says that it is us-ascii, and is not.")]
    [InlineData("text/html; charset=gbk", "\u0081\u0020", "The answer says that it is gbk, and is not.")]
    [InlineData("application/json", "\"\u00e9\"", "The answer says that it is utf-8, and is not.")]
    public async Task Response_ThatIsNotInItsCharset_FailsAndMayBeRetried(string type, string body, string message)
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer(body, headers: $"Content-Type: {type}\r\n"));

        var error = (await RunAsync(server, server.Url)).Error!;

        Assert.Equal(("bad_encoding", true, message), (error.Code, error.Retryable, error.Message));
    }

    [Fact]
    public async Task Response_WithHeadersThatOccurMoreThanOnce_HasListsOfThem()
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer(
            "", headers: "Set-Cookie: a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT\r\nset-cookie: b=2\r\nServer: Some/1.0 (thing)\r\nVary: a, b\r\nDate: soon\r\n"));

        var headers = (await RunAsync(server, server.Url)).Outputs!["headers"].AsDict();

        Assert.Equal("[\"a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT\",\"b=2\"]", headers["set-cookie"].ToString());
        Assert.Equal(("Some/1.0 (thing)", "a, b", "soon"), (headers["server"].AsStr(), headers["vary"].AsStr(), headers["date"].AsStr()));
    }

    [Fact]
    public async Task Response_OfAnErrorStatus_IsASuccess()
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer("broken", "500 Internal Server Error"));

        var outputs = (await RunAsync(server, server.Url)).Outputs!;

        Assert.Equal((500L, "broken"), (outputs["status_code"].AsInt(), outputs["response"].AsStr()));
    }

    [Theory]
    [InlineData("POST", "{\"a\":1}", "Content-Type: application/json", "{\"a\":1}")]
    [InlineData("PUT", "\"t\u00e4xt\"", "Content-Type: text/plain; charset=utf-8", "t\u00c3\u00a4xt")]
    [InlineData("PATCH", "[1.0]", "Content-Type: application/json", "[1.0]")]
    public async Task Request_WithABody_SendsIt(string method, string body, string header, string sent)
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer(""));

        await RunAsync(server, server.Url, ("METHOD", method), ("body", ValueJson.Parse(body)));

        var request = Assert.Single(server.Requests);
        Assert.StartsWith($"{method} / HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains($"\r\n{header}\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n\r\n{sent}", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OfAnyKind_SendsTheIdempotencyKeyAndItsHeaders()
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer(""));

        await RunAsync(server, server.Url, ("headers", ValueMap.Of(("X-Count", 3L), ("user-agent", "mine"))));

        var request = Assert.Single(server.Requests);
        Assert.Contains("\r\nIdempotency-Key: run/for1[3]/node\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Count: 3\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nUser-Agent: mine\r\n", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("RayFlow", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Type", "application/xml", null)]
    [InlineData("content-type", "application/xml", "\"<a/>\"")]
    [InlineData("Content-Type", "application/vnd.api+json", "{}")]
    [InlineData("Content-Language", "de", "\"hallo\"")]
    [InlineData("Content-Encoding", "identity", null)]
    [InlineData("Last-Modified", "whenever", "[]")]
    [InlineData("Content-Anything", "x", null)]
    public async Task Request_WithAHeaderOfContent_SendsItOnce(string name, string value, string? body)
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer(""));

        var result = await RunAsync(server, server.Url, ("METHOD", "POST"), ("body", body is null ? Value.Null : ValueJson.Parse(body)), ("headers", ValueMap.Of((name, value))));

        Assert.Null(result.Error);
        var sent = Assert.Single(server.Requests).Split("\r\n").Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        Assert.Equal($"{name}: {value}", Assert.Single(sent), ignoreCase: true);
    }

    [Fact]
    public async Task Request_OfTextInACharset_IsEncodedInIt()
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer(""));
        Task<NodeResult> SendAsync(string body, string type) => RunAsync(server, server.Url, ("METHOD", "POST"), ("body", body), ("headers", ValueMap.Of(("Content-Type", type))));

        await SendAsync("5 €", "text/plain; charset=iso-8859-15");
        var beyond = await SendAsync("漢", "text/plain; charset=iso-8859-15");
        var unknown = await SendAsync("x", "text/plain; charset=none-such");

        Assert.EndsWith("\r\n\r\n5 \u00a4", Assert.Single(server.Requests), StringComparison.Ordinal);
        Assert.Equal(("bad_encoding", "bad_header"), (beyond.Error!.Code, unknown.Error!.Code));
    }

    [Theory]
    [InlineData("X-Evil", "a\r\nHost: other")]
    [InlineData("X-Evil", "ä")]
    [InlineData("Bad Name", "a")]
    [InlineData("", "a")]
    [InlineData("Host", "other")]
    [InlineData("content-length", "0")]
    [InlineData("Transfer-Encoding", "chunked")]
    public async Task Request_WithAHeaderThatCannotBeSent_Fails(string name, string value)
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer(""));

        var result = await RunAsync(server, server.Url, ("headers", ValueMap.Of((name, value))));

        Assert.Equal("bad_header", result.Error!.Code);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("http://")]
    public async Task Request_OfAnUrlThatIsNone_FailsWithBadUrl(string url)
    {
        await using var server = new LoopbackServer("");

        Assert.Equal("bad_url", (await RunAsync(server, url)).Error!.Code);
    }

    [Fact]
    public async Task Request_ToNobody_FailsAndMayBeRetried()
    {
        var server = new LoopbackServer("");
        await using (server)
        {
        }

        var error = (await RunAsync(server, server.Url)).Error!;

        Assert.Equal(("connection_failed", true), (error.Code, error.Retryable));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("")]
    public async Task Response_ThatBreaksOff_FailsAndMayBeRetried(string answer)
    {
        await using var server = new LoopbackServer(answer);

        var error = (await RunAsync(server, server.Url)).Error!;

        Assert.Equal(("connection_failed", true), (error.Code, error.Retryable));
    }

    [Fact]
    public async Task Response_ThatIsDeclaredTooLarge_FailsBeforeItIsRead()
    {
        await using var server = new LoopbackServer("HTTP/1.1 200 OK\r\nContent-Length: 1000001\r\n\r\n");

        Assert.Equal("too_large", (await RunAsync(server, server.Url)).Error!.Code);
    }

    [Fact]
    public async Task Response_WithoutEnd_FailsWithTooLarge()
    {
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), stop);
            while (true)
            {
                await stream.WriteAsync(new byte[65536], stop);
            }
        });

        Assert.Equal("too_large", (await RunAsync(server, server.Url)).Error!.Code);
    }

    [Fact]
    public async Task Response_ThatUnpacksToALot_FailsWithTooLarge()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[50_000_000]);
        }

        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"), stop);
            await stream.WriteAsync(packed.ToArray(), stop);
        });

        Assert.Equal("too_large", (await RunAsync(server, server.Url)).Error!.Code);
    }

    [Fact]
    public async Task Response_ToHead_MayBeOfAnyLength()
    {
        await using var server = new LoopbackServer("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n");

        var result = await RunAsync(server, server.Url, ("METHOD", "HEAD"));

        Assert.Equal("99999999", result.Outputs!["headers"].AsDict()["content-length"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    public async Task Response_ThatNeverEnds_FailsWithTimeout(string start)
    {
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start), stop);
            await new TaskCompletionSource().Task.WaitAsync(stop);
        });

        var error = (await RunAsync(server, server.Url, ("TIMEOUT_SECONDS", 0.2))).Error!;

        Assert.Equal(("timeout", true, "There was no complete answer within 0.2 seconds."), (error.Code, error.Retryable, error.Message));
    }

    [Fact]
    public async Task Request_WithoutAccess_FailsWithNotConfigured()
    {
        var result = await NodeCall.RunAsync("io_http_request", Contexts.New(), ("url", "http://example.com/"));

        Assert.Equal("not_configured", result.Error!.Code);
    }

    private static async Task<NodeResult> RunAsync(LoopbackServer server, string url, params (string, Value)[] inputs)
    {
        using var access = new HttpAccess(new IoOptions { AllowedHosts = { $"127.0.0.1:{server.Port}" }, MaxResponseBytes = 1_000_000 });
        using var services = new ServiceContainer();
        services.AddService(typeof(HttpAccess), access);
        (string, Value)[] all = [("url", url), .. inputs];
        return await NodeCall.RunAsync("io_http_request", Contexts.New(services: services), all);
    }
}
