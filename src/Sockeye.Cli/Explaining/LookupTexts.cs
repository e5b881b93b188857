namespace Sockeye.Cli.Explaining;

/// <summary>Errors of looking up names: the EAI_ codes of getaddrinfo(3), and h_errno of the older calls.</summary>
internal static class LookupTexts
{
    private static readonly string[] Both = ["getaddrinfo", "getnameinfo"];

    private static readonly string[] Older = ["gethostbyname", "gethostbyaddr"];

    private static readonly string[] Asynchronous = ["gai_suspend", "gai_error", "gai_cancel"];

    internal static ErrorText[] All { get; } =
    [
        new("EAI_NONAME", "The host or the service is not known, or neither was given.")
        {
            Causes = ["the name is misspelt, or exists only in another network or VPN", "a search domain is missing: printer and not printer.example.org", "AI_NUMERICHOST or AI_NUMERICSERV with a name", "a name with a character that names do not have"],
            Calls = Both,
            Try = ["getent ahosts NAME asks the same question", "ask a name server directly: dig NAME", "look into /etc/hosts, /etc/resolv.conf and the hosts line of /etc/nsswitch.conf"],
        },
        new("EAI_AGAIN", "The name server did not answer, or it said that it cannot now. Trying again may help.")
        {
            Causes = ["no network, or no way to the name server", "the server in /etc/resolv.conf is wrong or down", "a container without a name server"],
            Calls = Both,
            Try = ["cat /etc/resolv.conf, then dig @SERVER NAME", "try again after some seconds", "an address in digits needs no server"],
        },
        new("EAI_FAIL", "The name server failed for good.")
        {
            Causes = ["the server answered with an error: SERVFAIL, REFUSED", "DNSSEC: the answer's signature is wrong"],
            Calls = Both,
            Try = ["dig NAME shows the server's status", "try another server: dig @9.9.9.9 NAME"],
        },
        new("EAI_NODATA", "The host exists and has no address.")
        {
            Causes = ["the name has other records only: mail, text", "it has IPv6 addresses and IPv4 was asked for, or the other way"],
            Calls = ["getaddrinfo"],
            Try = ["ask for any family", "dig NAME A and dig NAME AAAA show what there is"],
        },
        new("EAI_ADDRFAMILY", "The host has no address in the family that was asked for.")
        {
            Causes = ["AF_INET6 was asked for a host with IPv4 alone, or for 127.0.0.1"],
            Calls = ["getaddrinfo"],
            Try = ["ask for AF_UNSPEC", "AI_V4MAPPED gives IPv4 addresses in IPv6 form"],
        },
        new("EAI_FAMILY", "The family is not one that names can be looked up in.")
        {
            Causes = ["AF_UNIX or another family than AF_INET, AF_INET6 and AF_UNSPEC", "getnameinfo with an address of another family or length"],
            Calls = Both,
            Try = ["ask for AF_INET, AF_INET6 or AF_UNSPEC"],
        },
        new("EAI_SOCKTYPE", "The kind of socket does not exist, or does not go with the protocol.")
        {
            Causes = ["SOCK_STREAM with IPPROTO_UDP", "a number that is no kind of socket"],
            Calls = ["getaddrinfo"],
            Try = ["leave kind or protocol 0, which means any"],
        },
        new("EAI_SERVICE", "The service has no port for this kind of socket.")
        {
            Causes = ["a service name that is not in /etc/services", "the service exists for TCP and UDP was asked for, or the other way", "a port number where the kind is SOCK_RAW"],
            Calls = ["getaddrinfo"],
            Try = ["getent services NAME", "write the port as a number"],
        },
        new("EAI_BADFLAGS", "A flag is not known, or does not go with the rest.")
        {
            Causes = ["AI_CANONNAME without a host", "AI_ALL or other flags of another system's numbers", "musl: the IDN flags of GNU"],
            Calls = Both,
            Try = ["sockeye constants AI_, and sockeye constants NI_"],
        },
        new("EAI_MEMORY", "There is no memory for the answer.")
        {
            Causes = ["the process or the machine is out of memory"],
            Calls = Both,
            Try = ["free -m; ulimit -v"],
        },
        new("EAI_SYSTEM", "A system call failed, and errno says why.")
        {
            Causes = ["no descriptor is left for asking (EMFILE)", "/etc/hosts or /etc/resolv.conf may not be read (EACCES)", "a lookup module failed"],
            Calls = Both,
            Try = ["read errno: Sockeye's NameResolutionException.Errno has it", "sockeye explain with the name of that error"],
        },
        new("EAI_OVERFLOW", "The answer does not fit its buffer.")
        {
            Causes = ["getnameinfo with buffers shorter than NI_MAXHOST and NI_MAXSERV"],
            Calls = ["getnameinfo"],
            Try = ["take buffers of NI_MAXHOST and NI_MAXSERV bytes"],
        },
        new("EAI_INPROGRESS", "An asynchronous lookup is under way.")
        {
            Causes = ["gai_error was asked before the answer came"],
            Calls = Asynchronous,
            Try = ["wait with gai_suspend"],
        },
        new("EAI_CANCELED", "An asynchronous lookup was cancelled.")
        {
            Causes = ["gai_cancel took the question back"],
            Calls = Asynchronous,
            Try = ["nothing: the program asked for it"],
        },
        new("EAI_NOTCANCELED", "An asynchronous lookup can no longer be cancelled.")
        {
            Causes = ["it is being answered already"],
            Calls = Asynchronous,
            Try = ["wait for the answer and ignore it"],
        },
        new("EAI_ALLDONE", "No asynchronous lookup is left.")
        {
            Causes = ["gai_suspend or gai_cancel after all were answered"],
            Calls = Asynchronous,
            Try = ["read the answers"],
        },
        new("EAI_INTR", "A signal interrupted the wait for an asynchronous lookup.")
        {
            Causes = ["a signal handler ran during gai_suspend"],
            Calls = Asynchronous,
            Try = ["wait again"],
        },
        new("EAI_IDN_ENCODE", "A name with letters beyond ASCII could not be turned into its ASCII form.")
        {
            Causes = ["letters that names may not have", "the locale's encoding is not the name's", "the library for it (libidn2) is missing"],
            Calls = Both,
            Try = ["write the name in its ASCII form (xn--…)", "set a UTF-8 locale"],
        },
        new("HOST_NOT_FOUND", "The host is not known: h_errno of the older lookups.")
        {
            Causes = ["the name is misspelt, or exists only in another network", "gethostbyaddr: the address has no name"],
            Calls = Older,
            Try = ["getent hosts NAME", "use getaddrinfo: its error says more"],
        },
        new("TRY_AGAIN", "The name server did not answer: h_errno. Trying again may help.")
        {
            Causes = ["no network, or no way to the name server"],
            Calls = Older,
            Try = ["cat /etc/resolv.conf, then dig @SERVER NAME"],
        },
        new("NO_RECOVERY", "The name server failed for good: h_errno.")
        {
            Causes = ["the server answered with an error or with nonsense"],
            Calls = Older,
            Try = ["dig NAME shows the server's status"],
        },
        new("NO_DATA", "The host exists and has no address: h_errno. NO_ADDRESS is the same number.")
        {
            Causes = ["the name has other records only, or only addresses of the other family"],
            Calls = Older,
            Try = ["use getaddrinfo: it asks for both families"],
        },
        new("NETDB_INTERNAL", "A system call failed, and errno says why: h_errno.")
        {
            Causes = ["no descriptor is left, or a file may not be read"],
            Calls = Older,
            Try = ["read errno"],
        },
        new("NETDB_SUCCESS", "No error: h_errno after a lookup that went well.")
        {
            Causes = ["h_errno was read though the call had not failed"],
            Calls = Older,
            Try = ["look at h_errno only where the call gave a null pointer"],
        },
    ];
}
