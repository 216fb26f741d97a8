// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Microsoft.AspNetCore.Http;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Receivers.Otlp.Http;

/// <summary>Lets pages of the allowed origins send, credentials included, as the Collector does.</summary>
internal sealed class CorsPolicy
{
    private static readonly string[] AlwaysAllowedHeaders = ["accept", "content-type", "x-requested-with"];

    private readonly (string Before, string After, bool Wildcard)[] _origins;
    private readonly HashSet<string> _headers;
    private readonly bool _anyHeader;
    private readonly string _exposed;
    private readonly string _maxAge;

    public CorsPolicy(CorsOptions options)
    {
        _origins = [.. options.AllowedOrigins.Select(Split)];
        _headers = new HashSet<string>([.. AlwaysAllowedHeaders, .. options.AllowedHeaders], StringComparer.OrdinalIgnoreCase);
        _anyHeader = options.AllowedHeaders.Contains("*");
        _exposed = string.Join(", ", options.ExposedHeaders);
        _maxAge = options.MaxAge == 0 ? "" : options.MaxAge.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Adds what the browser asks for. True when it was a preflight, which is answered completely then.</summary>
    public bool Handle(HttpContext context)
    {
        IHeaderDictionary request = context.Request.Headers;
        IHeaderDictionary response = context.Response.Headers;
        string origin = request.Origin.ToString();
        bool preflight = HttpMethods.IsOptions(context.Request.Method) && request.AccessControlRequestMethod.Count > 0;
        response.Vary = preflight ? "Origin, Access-Control-Request-Method, Access-Control-Request-Headers" : "Origin";
        if (preflight)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        if (origin.Length == 0 || !Allows(origin) || (preflight && !AllowsRequest(request)))
        {
            return preflight;
        }

        response.AccessControlAllowOrigin = origin;
        response.AccessControlAllowCredentials = "true";
        if (preflight)
        {
            response.AccessControlAllowMethods = HttpMethods.Post;
            Set(response, "Access-Control-Allow-Headers", request.AccessControlRequestHeaders.ToString());
            Set(response, "Access-Control-Max-Age", _maxAge);
        }
        else
        {
            Set(response, "Access-Control-Expose-Headers", _exposed);
        }

        return preflight;
    }

    private bool AllowsRequest(IHeaderDictionary request)
    {
        if (!string.Equals(request.AccessControlRequestMethod, HttpMethods.Post, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return _anyHeader || request.AccessControlRequestHeaders.ToString()
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .All(_headers.Contains);
    }

    private bool Allows(string origin)
    {
        foreach ((string before, string after, bool wildcard) in _origins)
        {
            bool matches = wildcard
                ? origin.Length >= before.Length + after.Length
                    && origin.StartsWith(before, StringComparison.OrdinalIgnoreCase)
                    && origin.EndsWith(after, StringComparison.OrdinalIgnoreCase)
                : origin.Equals(before, StringComparison.OrdinalIgnoreCase);
            if (matches)
            {
                return true;
            }
        }

        return false;
    }

    private static (string Before, string After, bool Wildcard) Split(string origin)
    {
        int star = origin.IndexOf('*', StringComparison.Ordinal);
        return star < 0 ? (origin, "", false) : (origin[..star], origin[(star + 1)..], true);
    }

    private static void Set(IHeaderDictionary headers, string name, string value)
    {
        if (value.Length > 0)
        {
            headers[name] = value;
        }
    }
}
