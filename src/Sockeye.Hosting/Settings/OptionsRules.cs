using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Settings;

/// <summary>What the options of a server must be before it may listen. Asked when the host starts.</summary>
internal sealed class OptionsRules(IEnumerable<Registration> registrations) : IValidateOptions<HostedServerOptions>
{
    public ValidateOptionsResult Validate(string? name, HostedServerOptions options)
    {
        Registration? registration = registrations.FirstOrDefault(one => Registration.Comparer.Equals(one.Name, name));
        string[] problems = registration is null ? [] : [.. options.Problems, .. Wrong(registration, options)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Wrong(Registration registration, HostedServerOptions options)
    {
        string section = ConfigurationPath.Combine(Section.AllServers, registration.Name);
        string endpoint = $"{section}:{nameof(options.Endpoint)}";
        if (string.IsNullOrEmpty(options.Endpoint))
        {
            yield return $"{endpoint} is missing: where shall the server '{registration.Name}' be? 127.0.0.1:7000, say";
        }
        else if (WrongEndpoint(options.Endpoint, registration.Handlers.TakeDatagrams) is string wrong)
        {
            yield return $"{endpoint} = {options.Endpoint}: {wrong}";
        }

        ServeBy by = options.Serving.By;
        if (by == ServeBy.Processes)
        {
            yield return $"{section}:{nameof(ServingOptions.By)} = {by}: a worker is this program once more, with its host and all its servers; serve by processes from Main, without a host";
        }
        else if (registration.Handlers.TakeDatagrams && by == ServeBy.Selector)
        {
            yield return $"{section}:{nameof(ServingOptions.By)} = {by}: is no way of serving datagrams; {ServeBy.Loops}, {ServeBy.Threads} and {ServeBy.OneAtATime} are";
        }

        if (registration.Handlers.TakeDatagrams && options.Serving.Tls is not null)
        {
            yield return $"{section}:{nameof(ServingOptions.Tls)}: is for connections, and the handler of this server takes datagrams";
        }

        if (options.Serving.StopsOnSignals)
        {
            yield return $"the server '{registration.Name}' has {nameof(ServingOptions.StopsOnSignals)}: signals are the host's, which stops its servers";
        }
    }

    private static string? WrongEndpoint(string text, bool datagrams)
    {
        try
        {
            EndPointName name = EndPointName.Parse(text);
            return (name.Kind == SocketKind.SOCK_DGRAM, datagrams) switch
            {
                (true, false) => "udp:// is for datagrams, and the handler of this server takes connections",
                (false, true) => $"the handler of this server takes datagrams: write udp://{name}",
                _ => null,
            };
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }
}
