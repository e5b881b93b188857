# Reads questions about names, one JSON list a line, and answers each with a line of JSON: what Python's socket module says.
# Addresses are written in hexadecimal digits, so that two ways of spelling one do not look like two answers.
import json
import socket
import sys


def address(text):
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    return socket.inet_pton(family, text.partition("%")[0]).hex()


def address_info(host, service, family, kind, protocol, flags):
    found = socket.getaddrinfo(host, service, family, kind, protocol, flags)
    return [[int(f), int(k), p, canonical, address(end[0]), end[1], *(end[3:] or (0,))] for f, k, p, canonical, end in found]


def name_info(host, port, scope, flags):
    return list(socket.getnameinfo((host, port, 0, scope) if ":" in host else (host, port), flags))


def entry(host):
    name, aliases, addresses = host
    return [name, aliases, [address(one) for one in addresses]]


calls = {
    "constant": lambda name: int(getattr(socket, name)),
    "getaddrinfo": address_info,
    "getnameinfo": name_info,
    "gethostbyname": lambda name: address(socket.gethostbyname(name)),
    "gethostbyname_ex": lambda name: entry(socket.gethostbyname_ex(name)),
    "gethostbyaddr": lambda name: entry(socket.gethostbyaddr(name)),
    "getfqdn": socket.getfqdn,
    "inet_aton": lambda text: socket.inet_aton(text).hex(),
    "inet_pton": lambda family, text: socket.inet_pton(family, text).hex(),
    "inet_ntoa": lambda packed: socket.inet_ntoa(bytes.fromhex(packed)),
    "inet_ntop": lambda family, packed: socket.inet_ntop(family, bytes.fromhex(packed)),
    "htons": socket.htons,
    "htonl": socket.htonl,
    "ntohs": socket.ntohs,
    "ntohl": socket.ntohl,
    "getservbyname": socket.getservbyname,
    "getservbyport": socket.getservbyport,
    "getprotobyname": socket.getprotobyname,
    "if_nametoindex": socket.if_nametoindex,
    "if_indextoname": socket.if_indextoname,
    "if_nameindex": lambda: [list(one) for one in socket.if_nameindex()],
    "gethostname": socket.gethostname,
}


def answer(call, arguments):
    try:
        return {"answer": calls[call](*arguments)}
    except socket.gaierror as error:
        return {"error": f"EAI {error.errno}"}
    except socket.herror as error:
        return {"error": f"h_errno {error.errno}"}
    except OSError as error:
        return {"error": "none" if error.errno is None else f"errno {error.errno}"}
    except (ValueError, OverflowError, TypeError):      # of Unicode too
        return {"error": "refused"}


if sys.argv[1:] == ["constants"]:
    for name in dir(socket):
        if isinstance(getattr(socket, name), int) and not isinstance(getattr(socket, name), bool):
            print(json.dumps(["constant", name]))
else:
    with open(sys.argv[1], encoding="utf-8") as questions:
        for line in questions:
            call, *arguments = json.loads(line)
            print(json.dumps(answer(call, arguments)))
