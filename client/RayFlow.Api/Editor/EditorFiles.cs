using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace RayFlow.Api.Editor;

/// <summary>Serves the built editor at <c>/</c>: its files, and its page for every address that it may have put into the location bar.</summary>
internal static class EditorFiles
{
    /// <summary>
    /// Scripts only from here; styles also in place, since the canvas and its dialogs set them; nothing else from anywhere else;
    /// not in a frame of another page.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Reserved = ["/api", "/health", "/openapi", "/docs", "/dashboard"];

    public static void UseEditor(this WebApplication app, string? configuredFolder, ILogger logger)
    {
        var folder = configuredFolder is null ? FindFolder() : Path.GetFullPath(configuredFolder);
        var index = folder is null ? null : Path.Combine(folder, "index.html");
        if (index is null || !File.Exists(index))
        {
            Log.EditorMissing(logger, folder ?? "client/editor/dist");
            app.Use((context, next) => IsPage(context) ? SendMissingAsync(context) : next(context));
            return;
        }

        var files = new PhysicalFileProvider(folder!);
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = SetHeaders, ContentTypeProvider = new FileExtensionContentTypeProvider() });
        app.Use((context, next) => IsPage(context) ? SendPageAsync(context, index) : next(context));
    }

    /// <summary>Beside the program, or in the checkout that it was built from.</summary>
    private static string? FindFolder()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "editor");
        if (Directory.Exists(beside))
        {
            return beside;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RayFlow.Orleans.sln")))
            {
                return Path.Combine(folder.FullName, "client", "editor", "dist");
            }
        }

        return null;
    }

    private static void SetHeaders(StaticFileResponseContext served)
    {
        // The build puts a hash into the names of its assets: what they hold never changes.
        var isHashed = served.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal);
        served.Context.Response.Headers.CacheControl = isHashed ? "public, max-age=31536000, immutable" : "no-cache";
        SetPolicy(served.Context.Response);
    }

    private static void SetPolicy(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>A page is what a browser asks for, no endpoint answers, and no file is named by.</summary>
    private static bool IsPage(HttpContext context)
    {
        var request = context.Request;
        return context.GetEndpoint() is null
            && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && !Reserved.Any(reserved => request.Path.StartsWithSegments(reserved, StringComparison.OrdinalIgnoreCase))
            && !Path.HasExtension(request.Path.Value)
            && (request.Path == "/" || request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase));
    }

    private static Task SendPageAsync(HttpContext context, string index)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        SetPolicy(context.Response);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.SendFileAsync(index, context.RequestAborted);
    }

    private static Task SendMissingAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        SetPolicy(context.Response);
        return context.Response.WriteAsync(MissingPage, context.RequestAborted);
    }

    private const string MissingPage = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>RayFlow</title>
        <style>
          :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
          main { max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem }
          code { padding: .1em .35em; border-radius: .3em; background: color-mix(in srgb, currentColor 10%, transparent) }
        </style>
        <main>
          <h1>RayFlow is running</h1>
          <p>The editor has not been built, so there is nothing to draw with here yet. In a checkout, <code>./rayflow up</code> builds it;
          by hand it is <code>npm ci &amp;&amp; npm run build</code> in <code>client/editor</code>.</p>
          <p>Everything else works: see the <a href="/docs">API</a>.</p>
        </main>
        </html>
        """;
}
