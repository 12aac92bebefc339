using System.ComponentModel.Design;
using System.Net;
using System.Net.Sockets;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Io;
using Xunit;

namespace RayFlow.Nodes.Tests.Io;

public sealed class HttpAccessTests
{
    // A name that is on the public internet, as far as these tests' resolver knows.
    private static readonly IPAddress Public = IPAddress.Parse("93.184.215.14");

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://017700000001:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::]:{0}/")]
    [InlineData("http://user:secret@127.0.0.1:{0}/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public async Task Request_ToAPrivateAddress_IsRefused(string url)
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer("secret"));
        using var access = new HttpAccess(new IoOptions());

        var error = (await RunAsync(access, url.Replace("{0}", $"{server.Port}", StringComparison.Ordinal))).Error!;

        Assert.Equal(("address_refused", url.Contains("localhost", StringComparison.Ordinal)), (error.Code, error.Retryable)); // a name may come to mean another
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Refusal_InItsMessage_SaysWhatToConfigure()
    {
        using var access = new HttpAccess(new IoOptions());

        var error = (await RunAsync(access, "http://10.1.2.3:81/x")).Error!;

        Assert.Equal("10.1.2.3 is not on the public internet. If nodes may reach it, add '10.1.2.3:81' to RayFlow:Io:AllowedHosts.", error.Message);
    }

    [Fact]
    public async Task Request_ToAnAllowedHost_IsBoundToItsPort()
    {
        await using var allowed = new LoopbackServer(LoopbackServer.Answer("allowed"));
        await using var other = new LoopbackServer(LoopbackServer.Answer("secret"));
        using var access = new HttpAccess(new IoOptions { AllowedHosts = { $"LocalHost:{allowed.Port}" } });

        Assert.Equal("allowed", (await RunAsync(access, $"http://localhost:{allowed.Port}/")).Outputs!["response"]);
        Assert.Equal("address_refused", (await RunAsync(access, $"http://localhost:{other.Port}/")).Error!.Code);
        Assert.Equal("address_refused", (await RunAsync(access, $"http://127.0.0.1:{allowed.Port}/")).Error!.Code);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Name_ThatResolvesToSomethingElseTheSecondTime_IsConnectedToWhatWasLookedAt()
    {
        // DNS rebinding: the first answer passes, a second look-up would lead inside.
        await using var server = new LoopbackServer(LoopbackServer.Answer("public"));
        var answers = new Queue<IPAddress>([Public, IPAddress.Loopback]);
        var connected = new List<IPAddress>();
        using var access = Access(server, (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]), connected);

        Assert.Equal("public", (await RunAsync(access, "http://rebind.example/")).Outputs!["response"]);
        var refused = (await RunAsync(access, "http://rebind.example/")).Error!;

        Assert.Equal(("address_refused", true), (refused.Code, refused.Retryable)); // the name may come to mean something else
        Assert.Equal([Public], connected);
        Assert.Empty(answers);
    }

    [Fact]
    public async Task Name_WithPublicAndPrivateAddresses_IsConnectedToThePublicOnes()
    {
        await using var server = new LoopbackServer(LoopbackServer.Answer("public"));
        var connected = new List<IPAddress>();
        using var access = Access(server, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback, Public]), connected);

        Assert.Equal("public", (await RunAsync(access, "http://both.example/")).Outputs!["response"]);
        Assert.Equal([Public], connected);
    }

    [Fact]
    public async Task Name_OfNobody_FailsAndMayBeRetried()
    {
        await using var server = new LoopbackServer("");
        using var access = Access(server, (_, _) => throw new SocketException((int)SocketError.HostNotFound), []);

        var error = (await RunAsync(access, "http://nobody.example/")).Error!;

        Assert.Equal(("connection_failed", true), (error.Code, error.Retryable));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/inside")]
    [InlineData("http://169.254.169.254/")]
    [InlineData("//[::1]:{0}/inside")]
    public async Task Redirect_IntoAPrivateNetwork_IsRefused(string location)
    {
        LoopbackServer? server = null;
        await using var started = server = new LoopbackServer((_, stream, stop) => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            LoopbackServer.Redirect(location.Replace("{0}", $"{server!.Port}", StringComparison.Ordinal))), stop).AsTask());
        using var access = Access(server, OnlyNames, []);

        Assert.Equal("address_refused", (await RunAsync(access, "http://public.example/")).Error!.Code);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "bad_url")]
    [InlineData("gopher://public.example/", "bad_url")]
    public async Task Redirect_ToAnotherScheme_IsRefused(string location, string code)
    {
        await using var server = new LoopbackServer(LoopbackServer.Redirect(location));
        using var access = Access(server, OnlyNames, []);

        Assert.Equal(code, (await RunAsync(access, "http://public.example/")).Error!.Code);
    }

    [Fact]
    public async Task Redirect_WithoutEnd_FailsWithBadRedirect()
    {
        await using var server = new LoopbackServer(LoopbackServer.Redirect("/again"));
        using var access = Access(server, OnlyNames, []);

        Assert.Equal("bad_redirect", (await RunAsync(access, "http://public.example/")).Error!.Code);
        Assert.Equal(11, server.Requests.Count);
    }

    [Theory]
    [InlineData("302 Found", "POST", "GET /next HTTP/1.1", false)]
    [InlineData("303 See Other", "PUT", "GET /next HTTP/1.1", false)]
    [InlineData("307 Temporary Redirect", "POST", "POST /next HTTP/1.1", true)]
    [InlineData("308 Permanent Redirect", "PUT", "PUT /next HTTP/1.1", true)]
    public async Task Redirect_OfAStatus_KeepsOrDropsMethodAndBody(string status, string method, string line, bool keepsBody)
    {
        await using var server = new LoopbackServer((request, stream, stop) => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            request.Contains(" /next ", StringComparison.Ordinal) ? LoopbackServer.Answer("there") : LoopbackServer.Redirect("next", status)), stop).AsTask());
        using var access = Access(server, OnlyNames, []);

        var result = await RunAsync(access, "http://public.example/", ("METHOD", method), ("body", "content"));

        Assert.Equal("there", result.Outputs!["response"]);
        Assert.StartsWith(line, server.Requests[1], StringComparison.Ordinal);
        Assert.Equal(keepsBody, server.Requests[1].EndsWith("content", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redirect_ToAnotherOrigin_TakesNoCredentialsAlong()
    {
        await using var server = new LoopbackServer((request, stream, stop) => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            request.Contains("Host: other.example", StringComparison.Ordinal) ? LoopbackServer.Answer("there") : LoopbackServer.Redirect("http://other.example/")), stop).AsTask());
        using var access = Access(server, OnlyNames, []);

        await RunAsync(access, "http://public.example/", ("headers", ValueMap.Of(
            ("Authorization", "Bearer x"), ("Cookie", "a=b"), ("X-Api-Key", "secret"), ("private-token", "secret"), ("accept-language", "de"))));

        Assert.Contains("Authorization: Bearer x", server.Requests[0], StringComparison.Ordinal);
        Assert.Contains("X-Api-Key: secret", server.Requests[0], StringComparison.Ordinal);
        string[] sentOn = [.. server.Requests[1].Split("\r\n").Skip(1).Select(line => line.Split(':')[0].ToLowerInvariant()).Where(name => name.Length > 0).Order()];
        Assert.Equal(["accept-encoding", "accept-language", "host", "idempotency-key", "user-agent"], sentOn);
    }

    [Fact]
    public async Task Redirect_ToAnotherOriginAndBack_TakesNoCredentialsAlong()
    {
        var places = new Queue<string>(["http://other.example/", "http://public.example/back"]);
        await using var server = new LoopbackServer((_, stream, stop) => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            places.TryDequeue(out var place) ? LoopbackServer.Redirect(place) : LoopbackServer.Answer("there")), stop).AsTask());
        using var access = Access(server, OnlyNames, []);

        await RunAsync(access, "http://public.example/", ("headers", ValueMap.Of(("X-Api-Key", "secret"))));

        Assert.Equal([true, false, false], server.Requests.Select(request => request.Contains("secret", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Redirect_OnTheSameOrigin_TakesEveryHeaderAlong()
    {
        await using var server = new LoopbackServer((request, stream, stop) => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            request.Contains(" /next ", StringComparison.Ordinal) ? LoopbackServer.Answer("there") : LoopbackServer.Redirect("next")), stop).AsTask());
        using var access = Access(server, OnlyNames, []);

        await RunAsync(access, "http://public.example/", ("headers", ValueMap.Of(("X-Api-Key", "secret"))));

        Assert.All(server.Requests, request => Assert.Contains("X-Api-Key: secret", request, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("303 See Other", "GET", false)]
    [InlineData("308 Permanent Redirect", "POST", true)]
    public async Task Redirect_OfAStatus_KeepsOrDropsWhatDescribesTheBody(string status, string method, bool keeps)
    {
        await using var server = new LoopbackServer((request, stream, stop) => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            request.Contains(" /next ", StringComparison.Ordinal) ? LoopbackServer.Answer("there") : LoopbackServer.Redirect("http://other.example/next", status)), stop).AsTask());
        using var access = Access(server, OnlyNames, []);

        await RunAsync(access, "http://public.example/", ("METHOD", "POST"), ("body", "<a/>"), ("headers", ValueMap.Of(("Content-Type", "application/xml"))));

        Assert.StartsWith(method, server.Requests[1], StringComparison.Ordinal);
        Assert.Equal(keeps, server.Requests[1].Contains("Content-Type: application/xml", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("127.255.255.254", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    public void Address_OfEveryRange_IsPublicOrNot(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData(":80")]
    [InlineData("http://localhost:80")]
    [InlineData("localhost/x:80")]
    [InlineData("a b:80")]
    [InlineData("")]
    public void Options_WithAnEntryThatIsNotHostAndPort_AreRefused(string entry)
    {
        var refused = Assert.Throws<ArgumentException>(new IoOptions { AllowedHosts = { entry } }.Validate);

        Assert.Equal($"RayFlow:Io:AllowedHosts has the entry '{entry}', which is not host:port.", refused.Message);
    }

    [Fact]
    public void Options_WithEntriesOfEveryForm_AreAccepted() =>
        new IoOptions { AllowedHosts = { "localhost:8080", "10.0.0.7:80", "[::1]:9000", "bücher.example:443" } }.Validate();

    private static Task<IPAddress[]> OnlyNames(string host, CancellationToken cancellationToken) => Task.FromResult<IPAddress[]>([Public]);

    // Stands for the internet: wherever a connection goes, the test's server is there.
    private static HttpAccess Access(LoopbackServer server, Func<string, CancellationToken, Task<IPAddress[]>> resolve, List<IPAddress> connected) => new(new IoOptions())
    {
        Resolve = resolve,
        Connect = async (end, cancellationToken) =>
        {
            connected.Add(end.Address);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    private static async Task<NodeResult> RunAsync(HttpAccess access, string url, params (string, Value)[] inputs)
    {
        var services = new ServiceContainer(); // disposing it would dispose the access, which the test owns
        services.AddService(typeof(HttpAccess), access);
        (string, Value)[] all = [("url", url), .. inputs];
        return await NodeCall.RunAsync("io_http_request", Contexts.New(services: services), all);
    }
}
