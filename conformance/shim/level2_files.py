"""Level 2 of `socket.makefile`: Sockeye's SocketStream, SocketReader and StreamWriter under the names of Python's files.

Two rules are Python's and not Sockeye's, and are kept here: a file that has timed out refuses to be read (ours goes on where it
was: it has lost nothing), and a closed socket stays open as long as files of it are open (ours belong to the socket).
"""
import codecs
import errno
import io
import locale
import socket

from clr import call, free, held
from level2 import answers

_LONGEST = 2**31 - 2
_PIECE = 64 * 1024


class _File:
    """What all of them have: a socket, streams of ours, an end."""

    def _begin(self, sock, mode, reads, writes):
        self._sock, self.mode, self._reads, self._writes = sock, mode, reads, writes
        self._timed_out = False
        sock._io_refs += 1          # Python's rule: an open file keeps the socket open

    def _demand_open(self):
        if self.closed:
            raise ValueError('I/O operation on closed socket.')

    def readable(self):
        self._demand_open()
        return self._reads

    def writable(self):
        self._demand_open()
        return self._writes

    def seekable(self):
        self._demand_open()
        return False

    def fileno(self):
        self._demand_open()
        return self._sock.fileno()

    @property
    def name(self):
        return -1 if self.closed else self._sock.fileno()

    def _read(self, operation, *arguments):
        self._checkReadable()
        if self._timed_out:         # Python's rule: no read after a timeout
            raise OSError('cannot read from timed out object')
        try:
            return call(operation, *arguments)
        except TimeoutError:
            self._timed_out = True
            raise

    def close(self):
        sock, self._sock = getattr(self, '_sock', None), None
        if sock is None:
            return
        try:
            for stream in self._streams():
                try:
                    call('Dispose', stream)     # flushes
                finally:
                    free(stream)
        finally:
            super().close()
            sock._decref_socketios()


class _Binary(_File):
    def __init__(self, sock, mode, reads, writes, size):
        self._stream = call('OpenFile', sock._handle, reads, writes, size)
        self._begin(sock, mode, reads, writes)

    def _streams(self):
        return [self._stream]

    def _into(self, operation, buffer):
        """How many bytes; None where the socket is non-blocking and nothing is there."""
        with held(buffer, writable=True) as into:
            if into.length == 0:
                return 0        # ours would wait for something to come
            try:
                return self._read(operation, self._stream, into)
            except BlockingIOError:
                return call('FileTryRead', self._stream, into)      # what had come before it would have blocked

    def _bytes(self, operation, count):
        buffer = bytearray(count)
        got = self._into(operation, buffer)
        return None if got is None else bytes(memoryview(buffer)[:got])

    def _all(self):
        try:
            return self._read('FileReadToEnd', self._stream)
        except BlockingIOError:
            pieces = b''
            while piece := self._bytes('FileTryRead', _PIECE):
                pieces += piece
            return pieces or None

    def readline(self, size=-1, /):
        if size == 0:
            return b''
        return self._read('FileReadLine', self._stream, _LONGEST if size is None or size < 0 else min(size, _LONGEST))

    def flush(self):
        if self._sock is not None:      # in the middle of close it is done
            self._checkClosed()
            call('FileFlush', self._stream)


class SocketFile(_Binary, io.BufferedIOBase):
    """makefile with a buffer."""

    def read(self, size=-1, /):
        return self._all() if size is None or size < 0 else self._bytes('FileReadUntilFull', size)

    def read1(self, size=-1, /):
        return self._bytes('FileRead', io.DEFAULT_BUFFER_SIZE if size < 0 else size)

    def readinto(self, buffer, /):
        return self._into('FileReadUntilFull', buffer)

    def readinto1(self, buffer, /):
        return self._into('FileRead', buffer)

    def peek(self, size=0, /):
        return self._read('FilePeek', self._stream)

    def write(self, data, /):
        self._checkWritable()
        with held(data) as memory:
            if self._sock.gettimeout() != 0:
                call('FileWrite', self._stream, memory)
                return memory.length
            whole, count = call('FileTryWrite', self._stream, memory)
        if not whole:
            raise BlockingIOError(errno.EAGAIN, 'write could not complete without blocking', count)
        return count


class RawSocketFile(_Binary, io.RawIOBase):
    """makefile without a buffer: a read is one read."""

    def read(self, size=-1, /):
        return self._all() if size is None or size < 0 else self._bytes('FileRead', size)

    def readinto(self, buffer, /):
        return self._into('FileRead', buffer)

    def write(self, data, /):
        self._checkWritable()
        with held(data) as memory:
            if self._sock.gettimeout() != 0:
                call('FileWrite', self._stream, memory)
                return memory.length
            return call('FileTryWrite', self._stream, memory)[1] or None


class SocketText(_File, io.TextIOBase):
    """makefile of text."""
    encoding = errors = None

    def __init__(self, sock, mode, reads, writes, size, encoding, errors, newline):
        self.encoding, self.errors, self._newline = encoding, errors, newline
        named = codecs.lookup(encoding).name
        self._reader = call('OpenTextReader', sock._handle, named, errors, newline, size) if reads else None
        self._writer = call('OpenTextWriter', sock._handle, named, errors, size) if writes else None
        self._begin(sock, mode, reads, writes)

    def _streams(self):
        return [stream for stream in (self._reader, self._writer) if stream is not None]

    def read(self, size=-1, /):
        if size is None or size < 0:
            return self._read('TextReadToEnd', self._reader)
        text = ''
        while len(text) < size and (more := self._read('TextRead', self._reader, size - len(text))):
            text += more        # Python counts characters, and .NET halves of them where they are beyond 16 bits
        return text

    def readline(self, size=-1, /):
        if size == 0:
            return ''
        return self._read('TextReadLine', self._reader, _LONGEST if size is None or size < 0 else min(size, _LONGEST))

    def write(self, text, /):
        self._checkWritable()
        if not isinstance(text, str):
            raise TypeError(f'write() argument must be str, not {type(text).__name__}')
        # Python translates LF inside of what is written; .NET's writers leave text as it is.
        call('TextWrite', self._writer, text.replace('\n', self._newline) if self._newline else text)
        return len(text)

    def flush(self):
        if self._sock is not None:
            self._checkClosed()
            if self._writer is not None:
                call('TextFlush', self._writer)


def makefile(self, mode='r', buffering=None, *, encoding=None, errors=None, newline=None):
    if not set(mode) <= {'r', 'w', 'b'}:
        raise ValueError(f'invalid mode {mode!r} (only r, w, b allowed)')
    writes = 'w' in mode
    reads = 'r' in mode or not writes
    size = io.DEFAULT_BUFFER_SIZE if buffering is None or buffering < 0 else buffering
    if 'b' in mode:
        kind = SocketFile if size else RawSocketFile
        return kind(self, 'r' * reads + 'w' * writes + 'b', reads, writes, size)
    if size == 0:
        raise ValueError('unbuffered streams must be binary')
    if newline not in (None, '', '\n', '\r', '\r\n'):
        raise ValueError(f'illegal newline value: {newline!r}')
    return SocketText(self, mode, reads, writes, size, encoding or locale.getencoding(), errors or 'strict', newline)


answers(socket.socket, makefile)
