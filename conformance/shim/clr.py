"""Starts .NET in this process and calls the operations of conformance/Host.

A request is an operation's number and tagged values, a reply tagged values too; both sides know no more of each other. The
foreign call lets go of Python's lock, so that other threads run while one is blocked in a socket.
"""
import ctypes
import os
import signal
import struct

FOLDER = os.environ['SOCKEYE_HOST']                   # the folder of the built host, a private copy: a build must not change it under us
ASSEMBLY = os.path.join(FOLDER, 'Sockeye.Conformance.Host.dll')
LOAD_ASSEMBLY_AND_GET_FUNCTION_POINTER = 5
UNMANAGED_CALLERS_ONLY = ctypes.c_void_p(-1)

# Memory of compiled code is otherwise mapped twice and shared: after a fork parent and child would write over each other's.
os.environ.setdefault('DOTNET_EnableWriteXorExecute', '0')
os.environ.setdefault('DOTNET_EnableDiagnostics', '0')


def _library():
    root = os.path.join(os.environ['DOTNET_ROOT'], 'host', 'fxr')
    newest = max(os.listdir(root), key=lambda version: [int(part) for part in version.split('-')[0].split('.')])
    return ctypes.CDLL(os.path.join(root, newest, 'libhostfxr.so'))


def _demand(code, what):
    if code not in (0, 1, 2):
        raise RuntimeError(f'.NET cannot start: {what} answered {code & 0xffffffff:#x}')


def _door():
    library = _library()
    context, delegate, door = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
    config = ASSEMBLY[:-len('.dll')] + '.runtimeconfig.json'
    _demand(library.hostfxr_initialize_for_runtime_config(config.encode(), None, ctypes.byref(context)), 'hostfxr_initialize_for_runtime_config')
    _demand(library.hostfxr_get_runtime_delegate(context, LOAD_ASSEMBLY_AND_GET_FUNCTION_POINTER, ctypes.byref(delegate)), 'hostfxr_get_runtime_delegate')
    load = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(delegate.value)
    _demand(load(ASSEMBLY.encode(), b'Sockeye.Conformance.Host.Door, Sockeye.Conformance.Host', b'Call', UNMANAGED_CALLERS_ONLY, None, ctypes.byref(door)),
            'load_assembly_and_get_function_pointer')
    library.hostfxr_close(context)
    return ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_int64))(door.value)


# .NET puts handlers of its own on some signals; Python's come back.
_handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE, signal.SIGQUIT)}
_call = _door()
for _number, _handler in _handlers.items():
    if _handler is not None:
        signal.signal(_number, _handler)

_free = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(('free', ctypes.CDLL(None)))


class gaierror(OSError):
    pass


class herror(OSError):
    pass


gaierror.__module__ = herror.__module__ = 'socket'
ERRORS = {'OSError': OSError, 'gaierror': gaierror, 'herror': herror, 'TimeoutError': TimeoutError, 'ValueError': ValueError,
          'OverflowError': OverflowError, 'KeyError': KeyError, 'RuntimeError': RuntimeError,
          'UnicodeDecodeError': UnicodeDecodeError, 'UnicodeEncodeError': UnicodeEncodeError}

_SMALLEST, _LARGEST = -2**63, 2**63 - 1
_head = struct.Struct('<ii').pack
_int32, _int64, _double = struct.Struct('<i'), struct.Struct('<q'), struct.Struct('<d')
_tagged_int, _tagged_double, _tagged_count, _tagged_pointer = struct.Struct('<cq').pack, struct.Struct('<cd').pack, struct.Struct('<ci').pack, struct.Struct('<cqq').pack


class Pointer:
    """Memory that the operation works on in place."""
    __slots__ = ('address', 'length')

    def __init__(self, address, length):
        self.address, self.length = address, length


def _encode(value, out):
    kind = type(value)
    if value is None:
        out.append(b'N')
    elif kind is bool:
        out.append(b'T' if value else b'F')
    elif kind is int:
        try:
            out.append(_tagged_int(b'I', value))
        except struct.error:
            raise OverflowError('Python int too large to convert to C long') from None
    elif kind is str:
        text = value.encode()
        out += (_tagged_count(b'S', len(text)), text)
    elif kind is bytes:
        out += (_tagged_count(b'B', len(value)), value)
    elif kind is Pointer:
        out.append(_tagged_pointer(b'P', value.address, value.length))
    elif kind is float:
        out.append(_tagged_double(b'D', value))
    elif kind in (tuple, list):
        out.append(_tagged_count(b'L', len(value)))
        for one in value:
            _encode(one, out)
    elif isinstance(value, int):
        _encode(int(value), out)
    elif isinstance(value, str):
        _encode(str.__str__(value), out)
    else:
        raise TypeError(f"'{kind.__name__}' object cannot be interpreted as an integer")


def _decode(reply, at):
    tag = reply[at:at + 1]
    at += 1
    if tag == b'I':
        return _int64.unpack_from(reply, at)[0], at + 8
    if tag == b'N':
        return None, at
    if tag == b'T':
        return True, at
    if tag == b'F':
        return False, at
    if tag == b'D':
        return _double.unpack_from(reply, at)[0], at + 8
    count = _int32.unpack_from(reply, at)[0]
    at += 4
    if tag in (b'S', b'B', b'E'):
        content = reply[at:at + count]
        return content if tag == b'B' else content.decode() if tag == b'S' else os.fsdecode(content), at + count
    if tag == b'V':
        return struct.unpack_from(f'<{count}q', reply, at), at + 8 * count
    values = []
    for _ in range(count):
        value, at = _decode(reply, at)
        values.append(value)
    return tuple(values) if tag == b'U' else values, at


VALUES, ERROR, NONE, FALSE, TRUE, NUMBER = range(6)     # the kinds of answers, as Door.cs has them


def _invoke(number, arguments):
    out = [_head(number, len(arguments))]
    for argument in arguments:
        if type(argument) is int and _SMALLEST <= argument <= _LARGEST:
            out.append(_tagged_int(b'I', argument))
        else:
            _encode(argument, out)
    request = b''.join(out)
    reply, value = ctypes.c_void_p(), ctypes.c_int64()
    kind = _call(request, len(request), reply, value)
    if kind == NONE:
        return None
    if kind == NUMBER:
        return value.value
    if kind in (FALSE, TRUE):
        return kind == TRUE
    answer = ctypes.string_at(reply, value.value)
    _free(reply)
    content = _decode(answer, 0)[0]
    if kind == VALUES:
        return content
    raise _error(*content)


def _error(kind, details, gone, attempts):
    if kind == 'raised':
        return _raised(details)
    if kind == 'OSError' and isinstance(details[0], int):
        details = details[0], os.strerror(details[0])
    error = ERRORS[kind](*details)
    if gone:
        error.gone = gone
    if attempts:
        error.attempts = [_error(*one) for one in attempts]
    return error


def _raised(addresses):
    """The exception that a signal handler raised in the middle of the call: its type, its value, its trace, each owned by us."""
    kind, value, trace = (ctypes.cast(address, ctypes.py_object).value if address else None for address in addresses)
    for address in addresses:
        if address:
            ctypes.pythonapi.Py_DecRef(ctypes.c_void_p(address))
    if not isinstance(value, BaseException):
        value = kind() if value is None else kind(*value) if isinstance(value, tuple) else kind(value)
    return value.with_traceback(trace)


_numbers = {name: number for number, name in enumerate(_invoke(0, ()))}


def call(operation, *arguments):
    return _invoke(_numbers[operation], arguments)


_forgotten = []


def free(handle):
    """The object is not used any more. Told for many at once."""
    _forgotten.append(handle)
    if len(_forgotten) >= 64:
        told = tuple(_forgotten)
        del _forgotten[:len(told)]
        call('Free', told)


def _address(function):
    return ctypes.cast(function, ctypes.c_void_p).value


call('InstallSignalHook', *(_address(getattr(ctypes.pythonapi, name))
                            for name in ('PyGILState_Ensure', 'PyGILState_Release', 'PyErr_CheckSignals', 'PyErr_Fetch')))


class _Buffer(ctypes.Structure):
    _fields_ = [('address', ctypes.c_void_p), ('owner', ctypes.c_void_p), ('length', ctypes.c_ssize_t), ('item', ctypes.c_ssize_t),
                ('readonly', ctypes.c_int), ('dimensions', ctypes.c_int), ('format', ctypes.c_void_p), ('shape', ctypes.c_void_p),
                ('strides', ctypes.c_void_p), ('suboffsets', ctypes.c_void_p), ('internal', ctypes.c_void_p)]


_get_buffer = ctypes.pythonapi.PyObject_GetBuffer
_get_buffer.argtypes = [ctypes.py_object, ctypes.POINTER(_Buffer), ctypes.c_int]
_release_buffer = ctypes.pythonapi.PyBuffer_Release
_release_buffer.argtypes, _release_buffer.restype = [ctypes.POINTER(_Buffer)], None


class held:
    """The memory of any object with the buffer protocol: it neither moves nor goes as long as this is open."""
    __slots__ = ('_buffer',)

    def __init__(self, owner, writable=False):
        self._buffer = None
        buffer = _Buffer()
        try:
            _get_buffer(owner, buffer, int(writable))
        except BufferError:
            if not writable:
                raise
            raise TypeError(f'read-write bytes-like object expected, not {type(owner).__name__}') from None
        self._buffer = buffer

    @property
    def pointer(self):
        return Pointer(self._buffer.address or 0, self._buffer.length)

    def __enter__(self):
        return self.pointer

    def __exit__(self, *_):
        if self._buffer is not None:
            _release_buffer(self._buffer)
            self._buffer = None
