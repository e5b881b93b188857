"""Level 2 of `socket`: connections, servers, pairs, descriptors, sendfile, the printed form, the with-statement."""
import io
import socket

import arguments
from arguments import c_int
from clr import call, held
from level2 import answers

_names = vars(socket)


def _of(made):
    """Python's object for a socket that Sockeye has made."""
    one = socket.socket.__new__(socket.socket)
    one._take(made)
    one._io_refs, one._closed = 0, False
    return one


def _function(function):
    return answers(socket, function)


def _method(function):
    return answers(socket.socket, function)


@_function
def create_connection(address, timeout=socket._GLOBAL_DEFAULT_TIMEOUT, source_address=None, *, all_errors=False):
    host, port = address
    service = port.decode('latin-1') if isinstance(port, bytes) else str(port or 0)
    is_default = timeout is socket._GLOBAL_DEFAULT_TIMEOUT
    source, family = None, socket.AF_INET
    if source_address:
        family = socket.AF_INET6 if ':' in arguments.host(source_address[0]) else socket.AF_INET
        source = arguments.address(family, source_address, 'bind', _names)
    try:
        return _of(call('CreateConnection', None if host is None else arguments.host(host), service,
                        is_default, None if is_default else arguments.seconds(timeout), family, source))
    except socket.gaierror:
        raise
    except OSError as error:
        if not all_errors:
            raise
        raise ExceptionGroup('create_connection failed', getattr(error, 'attempts', [error])) from None


@_function
def create_server(address, *, family=socket.AF_INET, backlog=None, reuse_port=False, dualstack_ipv6=False):
    where = arguments.address(family, address, 'bind', _names)
    try:
        return _of(call('CreateServer', family, where, None if backlog is None else c_int(backlog), bool(reuse_port), bool(dualstack_ipv6)))
    except OSError as error:
        raise OSError(error.errno, f'{error.strerror} (while attempting to bind on address {address!r})') from None


@_function
def has_dualstack_ipv6():
    return call('SupportsDualStack')


@_function
def getfqdn(name=''):
    return call('GetFqdn', name)


@_function
def socketpair(family=None, type=socket.SOCK_STREAM, proto=0):
    one, other = call('SocketPair', c_int(socket.AF_UNIX if family is None else family), c_int(type), c_int(proto))
    return _of(one), _of(other)


@_function
def fromfd(fd, family, type, proto=0):
    one = _of(call('FromDescriptor', c_int(fd)))
    one._family, one._type, one._proto = c_int(family), c_int(type), c_int(proto)     # Python believes what it is told
    return one


@_function
def send_fds(sock, buffers, fds, flags=0, address=None):
    with held(b''.join(buffers)) as data:
        return call('SendDescriptors', sock._handle, data, list(fds), c_int(flags))


@_function
def recv_fds(sock, bufsize, maxfds, flags=0):
    buffer = bytearray(arguments.size(bufsize, 'negative buffersize in recv_fds'))
    with held(buffer, writable=True) as into:
        count, fds, flags, sender = call('ReceiveDescriptors', sock._handle, into, c_int(maxfds), c_int(flags))
    return bytes(memoryview(buffer)[:count]), fds, flags, sender


@_method
def sendfile(self, file, offset=0, count=None):
    try:
        return self._sendfile_use_sendfile(file, offset, count)
    except socket._GiveupOnSendfile:
        return self._sendfile_use_send(file, offset, count)


def _check(self, file, offset, count):
    self._check_sendfile_params(file, offset, count)
    if self.gettimeout() == 0:
        raise ValueError('non-blocking sockets are not supported')


@_method
def _sendfile_use_sendfile(self, file, offset=0, count=None):
    _check(self, file, offset, count)
    try:
        descriptor = file.fileno()
    except (AttributeError, io.UnsupportedOperation) as error:
        raise socket._GiveupOnSendfile(error)
    sent = 0
    try:
        sent = call('SendFile', self._handle, descriptor, offset, count)
        return sent
    except ValueError as error:     # a pipe has no places in it
        raise socket._GiveupOnSendfile(error)
    except OSError as error:
        sent = getattr(error, 'gone', 0)
        raise
    finally:
        if sent > 0:        # Python leaves the file where the sending ended; ours does not touch its place
            file.seek(offset + sent)


@_method
def _sendfile_use_send(self, file, offset=0, count=None):
    """A file that only Python can read: its pieces go through a SocketStream."""
    _check(self, file, offset, count)
    if offset:
        file.seek(offset)
    sent = 0
    try:
        with self.makefile('wb', 0) as out:
            while piece := file.read(8192 if count is None else min(8192, count - sent)):
                out.write(piece)
                sent += len(piece)
        return sent
    finally:
        if sent > 0 and hasattr(file, 'seek'):
            file.seek(offset + sent)


@_method
def __exit__(self, *_):
    if type(self).close is not socket.socket.close:     # a child's own close is called, as Python does
        return self.close()
    if not self._closed:
        self._closed = True
        if self._io_refs <= 0:      # Python's rule, not ours: files that were made of a socket keep it open
            self._number = -1
            call('Dispose', self._handle)


@_method
def __repr__(self):
    name = f'{self.__class__.__module__}.{self.__class__.__qualname__}'
    number, family, kind, protocol, closed = call('Shown', self._handle) if self._handle is not None else (-1, 0, 0, 0, True)
    text = f'<{name}{" [closed]" if closed or self._closed else ""} fd={-1 if closed else number}, family={family}, type={kind}, proto={protocol}'
    for label, operation in (('laddr', 'LocalEndPoint'), ('raddr', 'RemoteEndPoint')):
        try:
            address = None if closed else call(operation, self._handle)
        except OSError:
            address = None
        text += f', {label}={address}' if address else ''
    return text + '>'
