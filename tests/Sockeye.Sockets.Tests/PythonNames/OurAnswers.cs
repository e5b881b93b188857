using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Sockeye.Sockets.Tests.PythonNames;

/// <summary>What Sockeye answers to a question for Python, in the words of names_answers.py.</summary>
internal static class OurAnswers
{
    private static readonly Dictionary<string, Func<Question, JsonNode?>> Calls = new()
    {
        ["constant"] = static q => Constants.TryGet(q.Text(0)!, out Constant? constant) ? constant.Value : throw new KeyNotFoundException($"{q.Text(0)} is not known"),
        ["getaddrinfo"] = GetAddrInfo,
        ["getnameinfo"] = static q =>
        {
            NameInfo info = Names.GetNameInfo(new IPEndPoint(Address(q.Text(0)!, q.Number(2)), q.Int(1)), (NameInfoFlags)q.Int(3));
            return new JsonArray(info.Host, info.Service);
        },
        ["gethostbyname"] = static q => Hex(Names.GetHostByName(q.Text(0)!)),
        ["gethostbyname_ex"] = static q => Entry(Names.GetHostByNameEx(q.Text(0)!)),
        ["gethostbyaddr"] = static q => Entry(Names.GetHostByAddr(q.Text(0)!)),
        ["getfqdn"] = static q => Names.GetFqdn(q.Text(0)!),
        ["inet_aton"] = static q => Hex(Inet.InetAton(q.Text(0)!)),
        ["inet_pton"] = static q => Hex(Inet.InetPton((Family)q.Int(0), q.Text(1)!)),
        ["inet_ntoa"] = static q => Inet.InetNtoa(Convert.FromHexString(q.Text(0)!)),
        ["inet_ntop"] = static q => Inet.InetNtop((Family)q.Int(0), Convert.FromHexString(q.Text(1)!)),
        ["htons"] = static q => Inet.Htons(q.Int(0)),
        ["htonl"] = static q => Inet.Htonl(q.Number(0)),
        ["ntohs"] = static q => Inet.Ntohs(q.Int(0)),
        ["ntohl"] = static q => Inet.Ntohl(q.Number(0)),
        ["getservbyname"] = static q => Names.GetServByName(q.Text(0)!, q.Arguments.Length > 1 ? q.Text(1) : null),
        ["getservbyport"] = static q => Names.GetServByPort(q.Int(0), q.Arguments.Length > 1 ? q.Text(1) : null),
        ["getprotobyname"] = static q => (int)Names.GetProtoByName(q.Text(0)!),
        ["if_nametoindex"] = static q => Names.IfNameToIndex(q.Text(0)!),
        ["if_indextoname"] = static q => Names.IfIndexToName(q.Int(0)),
        ["if_nameindex"] = static _ => new JsonArray([.. Names.IfNameIndex().Select(static one => new JsonArray(one.Index, one.Name))]),
        ["gethostname"] = static _ => Names.GetHostName(),
    };

    /// <summary>The answer, or the error; two errors where ours has the numbers of both of C's families of them.</summary>
    internal static IReadOnlyList<JsonObject> To(Question question)
    {
        try
        {
            return [new JsonObject { ["answer"] = Calls[question.Call](question) }];
        }
        catch (NameResolutionException failure) when (question.Call is "gethostbyname_ex")
        {
            return [Error($"EAI {(int)failure.Code}"), Error($"h_errno {(int)failure.HostError}")];     // Python asks getaddrinfo first
        }
        catch (Exception failure)
        {
            return [Error(question, failure)];
        }
    }

    private static JsonObject Error(Question question, Exception thrown) => thrown switch
    {
        NameResolutionException failure when question.Call is "getservbyname" or "getservbyport" or "getprotobyname"
            => Error(failure.Code is ResolveError.EAI_SERVICE or ResolveError.EAI_NONAME ? "none" : failure.Message),
        NameResolutionException { HostError: not HostError.None } failure => Error($"h_errno {(int)failure.HostError}"),
        NameResolutionException { Code: ResolveError.EAI_SYSTEM } failure => Error($"errno {(int)failure.Errno}"),
        NameResolutionException failure => Error($"EAI {(int)failure.Code}"),
        SocketFaultException failure => Error($"errno {(int)failure.Errno}"),
        FormatException => Error("none"),
        ArgumentException or OverflowException => Error("refused"),
        _ => Error(thrown.ToString()),
    };

    private static JsonArray GetAddrInfo(Question q)
    {
        (Family family, SocketKind kind, Protocol protocol, AddressInfoFlags flags) = ((Family)q.Int(2), (SocketKind)q.Int(3), (Protocol)q.Int(4), (AddressInfoFlags)q.Int(5));
        IReadOnlyList<AddressInfo> found = q.Arguments[1] is int or long
            ? Names.GetAddrInfo(q.Text(0), q.Int(1), family, kind, protocol, flags)
            : Names.GetAddrInfo(q.Text(0), q.Text(1), family, kind, protocol, flags);
        return new JsonArray([.. found.Select(static one =>
        {
            var end = (IPEndPoint)one.EndPoint;
            long scope = one.Family == Family.AF_INET6 ? end.Address.ScopeId : 0;
            return new JsonArray((int)one.Family, (int)one.Kind, (int)one.Protocol, one.CanonicalName, Hex(end.Address), end.Port, scope);
        })]);
    }

    private static JsonArray Entry(HostEntry host) => new(
        host.Name,
        new JsonArray([.. host.Aliases.Select(static one => JsonValue.Create(one))]),
        new JsonArray([.. host.Addresses.Select(static one => JsonValue.Create(Hex(one)))]));

    private static IPAddress Address(string text, long scope)
    {
        IPAddress address = IPAddress.Parse(text);
        return scope == 0 ? address : new IPAddress(address.GetAddressBytes(), scope);
    }

    private static JsonObject Error(string what) => new() { ["error"] = what };

    private static string Hex(IPAddress address) => Hex(address.GetAddressBytes());

    private static string Hex(byte[] address) => Convert.ToHexString(address).ToLower(CultureInfo.InvariantCulture);
}
