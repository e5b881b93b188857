"""The functions of `_socket` that look up and translate: hosts, services, interfaces, text and bytes of addresses."""
import operator
import os
import sys

import arguments
from arguments import c_int
from clr import call, gaierror, held
from sockeye_socket import AF_INET, AF_INET6, _function, _names


@_function
def gethostname():
    sys.audit('socket.gethostname')
    return call('GetHostName')


@_function
def sethostname(name, /):
    name = os.fsdecode(name)
    sys.audit('socket.sethostname', name)
    call('SetHostName', name)


@_function
def gethostbyname(hostname, /):
    sys.audit('socket.gethostbyname', hostname)
    return call('GetHostByName', arguments.host(hostname))


@_function
def gethostbyname_ex(hostname, /):
    sys.audit('socket.gethostbyname', hostname)
    return call('GetHostByNameEx', arguments.host(hostname))


@_function
def gethostbyaddr(address, /):
    sys.audit('socket.gethostbyaddr', address)
    return call('GetHostByAddr', arguments.host(address))


@_function
def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    if host is not None and not isinstance(host, (str, bytes)):
        raise TypeError('getaddrinfo() argument 1 must be string or None')
    if isinstance(port, int):
        service = str(int(port))
    elif isinstance(port, (str, bytes)) or port is None:
        service = port.decode('latin-1') if isinstance(port, bytes) else port
    else:
        raise OSError('Int or String expected')
    sys.audit('socket.getaddrinfo', host, port, family, type, proto, flags)
    return call('GetAddrInfo', None if host is None else arguments.host(host), service, c_int(family), c_int(type), c_int(proto), c_int(flags))


@_function
def getnameinfo(sockaddr, flags, /):
    if not isinstance(sockaddr, tuple):
        del sockaddr        # the traceback keeps this frame, and one test counts references to the argument
        raise TypeError('getnameinfo() argument 1 must be a tuple')
    flags = c_int(flags)
    if len(sockaddr) not in (2, 3, 4):
        raise TypeError('getnameinfo(): illegal sockaddr argument')
    host, port, *rest = sockaddr
    if not isinstance(host, str):
        raise TypeError('getnameinfo(): illegal sockaddr argument')
    if rest and not 0 <= rest[0] <= 0xfffff:
        raise OverflowError('getnameinfo(): flowinfo must be 0-1048575.')
    sys.audit('socket.getnameinfo', sockaddr)
    found = call('GetAddrInfo', host, str(c_int(port)), 0, _names['SOCK_DGRAM'], 0, _names['AI_NUMERICHOST'])
    if len(found) > 1:
        raise OSError('sockaddr resolved to multiple addresses')
    family, address = found[0][0], found[0][4]
    if family == AF_INET and rest:
        raise OSError('IPv4 sockaddr must be 2 tuple')
    return call('GetNameInfo', family, (*address[:2], *(rest + [0, 0])[:2]) if family == AF_INET6 else address, flags)


def _not_found(words, operation, *details):
    try:
        return call(operation, *details)
    except gaierror:
        raise OSError(words) from None


@_function
def getservbyname(servicename, protocolname=None, /):
    sys.audit('socket.getservbyname', servicename, protocolname or '')
    return _not_found('service/proto not found', 'GetServByName', servicename, protocolname)


@_function
def getservbyport(port, protocolname=None, /):
    port = c_int(port)
    if not 0 <= port <= 0xffff:
        raise OverflowError('getservbyport: port must be 0-65535.')
    sys.audit('socket.getservbyport', port, protocolname or '')
    return _not_found('port/proto not found', 'GetServByPort', port, protocolname)


@_function
def getprotobyname(name, /):
    return _not_found('protocol not found', 'GetProtoByName', name)


@_function
def inet_aton(text, /):
    return call('InetAton', text)


@_function
def inet_ntoa(packed, /):
    with held(packed) as memory:
        if memory.length != 4:
            raise OSError('packed IP wrong length')
        return call('InetNtoa', memory)


@_function
def inet_pton(family, text, /):
    return call('InetPton', c_int(family), text)


@_function
def inet_ntop(family, packed, /):
    family = c_int(family)
    with held(packed) as memory:
        if family not in (AF_INET, AF_INET6):
            raise ValueError(f'unknown address family {family}')
        return call('InetNtop', family, memory)


@_function
def htons(x, /):
    return call('Htons', arguments.swapped(x, 16, 'htons'))


@_function
def ntohs(x, /):
    return call('Ntohs', arguments.swapped(x, 16, 'ntohs'))


@_function
def htonl(x, /):
    return call('Htonl', arguments.swapped(x, 32, 'htonl'))


@_function
def ntohl(x, /):
    return call('Ntohl', arguments.swapped(x, 32, 'ntohl'))


@_function
def if_nameindex():
    return call('IfNameIndex')


@_function
def if_nametoindex(name, /):
    return call('IfNameToIndex', os.fsdecode(name))


@_function
def if_indextoname(index, /):
    number = operator.index(index)
    if number < 0:
        raise OverflowError("can't convert negative value to unsigned int")
    return call('IfIndexToName', number)
