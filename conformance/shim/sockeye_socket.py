"""The module `_socket`, answered by Sockeye. What is here is Python's side alone: arguments, buffers, the life of the object."""
import contextlib
import errno
import operator
import os
import sys
import types
import warnings

import arguments
from arguments import c_int
from clr import Pointer, call, free, gaierror, held, herror

module = types.ModuleType('_socket', 'Sockeye, as the module _socket.')
_names = vars(module)
_listed = open(os.path.join(os.path.dirname(__file__), 'constants.txt')).read().split()
_names.update({name: value for name, value in zip(_listed, call('ConstantValues', tuple(_listed))) if value is not None})
MISSING_CONSTANTS = [name for name in _listed if name not in _names]
AF_INET, AF_INET6, AF_UNIX, AF_VSOCK = _names['AF_INET'], _names['AF_INET6'], _names['AF_UNIX'], _names['AF_VSOCK']


class socket:
    """socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object"""
    __slots__ = ('_handle', '_number', '_family', '_type', '_proto')

    def __new__(cls, *_, **__):
        self = object.__new__(cls)
        self._handle, self._number, self._family, self._type, self._proto = None, -1, 0, 0, 0
        return self

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        family, type, proto = c_int(family), c_int(type), c_int(proto)
        sys.audit('socket.__new__', self, family, type, proto)
        if fileno is None:
            self._take(call('New', AF_INET if family == -1 else family, _names['SOCK_STREAM'] if type == -1 else type, 0 if proto == -1 else proto))
            return
        if isinstance(fileno, float):
            raise TypeError('integer argument expected, got float')
        number = c_int(fileno)
        if number < 0:
            raise ValueError('negative file descriptor')
        self._take(call('Adopt', number))
        # What the caller says of an adopted descriptor is believed.
        self._family = self._family if family == -1 else family
        self._type = self._type if type == -1 else type
        self._proto = self._proto if proto == -1 else proto

    def _take(self, made):
        if self._handle is not None:
            free(self._handle)
        self._handle, self._number, self._family, self._type, self._proto, has_timeout = made
        if has_timeout:
            call('SetNonBlockingDescriptor', self._handle, True)

    family = property(lambda self: self._family)
    type = property(lambda self: self._type)
    proto = property(lambda self: self._proto)
    timeout = property(lambda self: self.gettimeout())

    def __repr__(self):
        return f'<socket object, fd={self._number}, family={self._family}, type={self._type}, proto={self._proto}>'

    def __del__(self):
        if self._handle is None:
            return
        if self._number != -1:
            warnings.warn(f'unclosed {self!r}', ResourceWarning, source=self)
            try:
                self.close()
            except OSError:
                pass
        free(self._handle)
        self._handle = None

    def fileno(self):
        return self._number

    def close(self):
        if self._number != -1:
            self._number = -1
            call('Close', self._handle)

    def detach(self):
        number, self._number = self._number, -1
        if number != -1:
            call('Detach', self._handle)
        return number

    def _address(self, value, caller):
        return arguments.address(self._family, value, caller, _names)

    def bind(self, address, /):
        where = self._address(address, 'bind')
        sys.audit('socket.bind', self, address)
        call('Bind', self._handle, where)

    def connect(self, address, /):
        where = self._address(address, 'connect')
        sys.audit('socket.connect', self, address)
        call('Connect', self._handle, where)

    def connect_ex(self, address, /):
        where = self._address(address, 'connect_ex')
        sys.audit('socket.connect', self, address)
        return call('TryConnect', self._handle, where)

    def listen(self, backlog=128, /):
        call('Listen', self._handle, c_int(backlog))

    def _accept(self):
        return call('Accept', self._handle)

    def getsockname(self):
        return call('LocalEndPoint', self._handle)

    def getpeername(self):
        return call('RemoteEndPoint', self._handle)

    def shutdown(self, how, /):
        call('Shutdown', self._handle, c_int(how))

    def settimeout(self, value, /):
        time = arguments.seconds(value)
        call('SetNonBlockingDescriptor', self._handle, time is not None)
        call('SetTimeout', self._handle, time)

    def gettimeout(self):
        return call('Timeout', self._handle)

    def setblocking(self, flag, /):
        self.settimeout(None if flag else 0.0)

    def getblocking(self):
        return call('Blocking', self._handle)

    def getsockopt(self, level, option, size=0, /):
        level, option, size = c_int(level), c_int(option), c_int(size)
        if size == 0:
            return call('GetOption64' if self._family == level == AF_VSOCK else 'GetOption', self._handle, level, option)
        if not 0 < size <= 1024:
            raise OSError('getsockopt buflen out of range')
        buffer = bytearray(size)
        with held(buffer, writable=True) as into:
            count = call('GetOptionBytes', self._handle, level, option, into)
        return bytes(buffer[:count])

    def setsockopt(self, level, option, value, *size):
        level, option = c_int(level), c_int(option)
        if size:
            if value is not None:
                raise TypeError(f'setsockopt() argument 3 must be None, not {type(value).__name__}')
            call('SetOptionBytes', self._handle, level, option, Pointer(0, c_int(*size)))
        elif hasattr(value, '__index__'):
            call('SetOption64' if self._family == level == AF_VSOCK else 'SetOption', self._handle, level, option, c_int(value))
        else:
            with held(value) as data:
                call('SetOptionBytes', self._handle, level, option, data)

    def recv(self, bufsize, flags=0, /):
        buffer = bytearray(arguments.size(bufsize, 'negative buffersize in recv'))
        with held(buffer, writable=True) as into:
            count = self._received(into, c_int(flags))
        return bytes(memoryview(buffer)[:count])

    def _received(self, into, flags):
        if self._type == _names['SOCK_STREAM']:
            return call('Receive', self._handle, into, flags)
        return call('ReceiveFrom', self._handle, into, flags)[0]

    def recvfrom(self, bufsize, flags=0, /):
        buffer = bytearray(arguments.size(bufsize, 'negative buffersize in recvfrom'))
        with held(buffer, writable=True) as into:
            count, sender = call('ReceiveFrom', self._handle, into, c_int(flags))
        return bytes(memoryview(buffer)[:count]), sender

    def recv_into(self, buffer, nbytes=0, flags=0):
        with held(buffer, writable=True) as into:
            return self._received(_part(into, nbytes, 'negative buffersize in recv_into', 'buffer too small for requested bytes'), c_int(flags))

    def recvfrom_into(self, buffer, nbytes=0, flags=0):
        with held(buffer, writable=True) as into:
            part = _part(into, nbytes, 'negative buffersize in recvfrom_into', 'nbytes is greater than the length of the buffer')
            return call('ReceiveFrom', self._handle, part, c_int(flags))

    def send(self, data, flags=0, /):
        with held(data) as memory:
            return call('Send', self._handle, memory, c_int(flags))

    def sendall(self, data, flags=0, /):
        with held(data) as memory:
            call('SendAll', self._handle, memory, c_int(flags))

    def sendto(self, data, *rest):
        if len(rest) not in (1, 2):
            raise TypeError(f'sendto() takes 2 or 3 arguments ({len(rest) + 1} given)')
        flags, address = (0, *rest) if len(rest) == 1 else rest
        with held(data) as memory:
            flags = c_int(flags)
            where = self._address(address, 'sendto')
            sys.audit('socket.sendto', self, address)
            return call('SendTo', self._handle, memory, flags, where)

    def recvmsg(self, bufsize, ancbufsize=0, flags=0, /):
        buffer = bytearray(arguments.size(bufsize, 'negative buffer size in recvmsg()'))
        count, *rest = self.recvmsg_into([buffer], ancbufsize, flags)
        return bytes(memoryview(buffer)[:count]), *rest

    def recvmsg_into(self, buffers, ancbufsize=0, flags=0, /):
        room, flags = arguments.size(ancbufsize, 'invalid ancillary data buffer length'), c_int(flags)
        with contextlib.ExitStack() as stack:
            into = [stack.enter_context(held(buffer, writable=True)) for buffer in buffers]
            return call('ReceiveMessage', self._handle, into, room, flags)

    def sendmsg(self, buffers, ancdata=(), flags=0, address=None, /):
        with contextlib.ExitStack() as stack:
            pieces = [stack.enter_context(held(buffer)) for buffer in buffers]
            items = []
            for item in ancdata:
                if not isinstance(item, (tuple, list)) or len(item) != 3:
                    raise TypeError('sendmsg() argument 2 must be a sequence of (level, type, data)')
                level, type, data = item
                items.append((c_int(level), c_int(type), stack.enter_context(held(data))))
            where = None if address is None else self._address(address, 'sendmsg')
            if address is not None:
                sys.audit('socket.sendmsg', self, address)
            return call('SendMessage', self._handle, pieces, items, c_int(flags), where)


def _part(memory, count, negative, too_large):
    count = arguments.size(count, negative)
    if count > memory.length:
        raise ValueError(too_large)
    return Pointer(memory.address, count or memory.length)


socket.__module__ = '_socket'
_names.update(socket=socket, SocketType=socket, error=OSError, gaierror=gaierror, herror=herror, timeout=TimeoutError, has_ipv6=True)


def _function(function):
    function.__module__ = '_socket'
    _names[function.__name__] = function
    return function


@_function
def close(descriptor, /):
    call('CloseDescriptor', _open(descriptor))


@_function
def dup(descriptor, /):
    return call('Duplicate', _open(descriptor))


def _open(descriptor):
    if (number := c_int(descriptor)) < 0:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return number


@_function
def socketpair(family=AF_UNIX, type=_names['SOCK_STREAM'], proto=0):
    pair = []
    for made in call('SocketPair', c_int(family), c_int(type), c_int(proto)):
        one = socket.__new__(socket)
        one._take(made)
        pair.append(one)
    return tuple(pair)


@_function
def getdefaulttimeout():
    return call('DefaultTimeout')


@_function
def setdefaulttimeout(timeout, /):
    call('SetDefaultTimeout', arguments.seconds(timeout))


@_function
def CMSG_LEN(length, /):
    return call('AncillaryLength', operator.index(length))


@_function
def CMSG_SPACE(length, /):
    return call('AncillarySpace', operator.index(length))


import sockeye_names      # noqa: E402  the functions that look up; they add themselves to the module
