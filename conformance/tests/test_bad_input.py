"""What Python's socket answers to bad input. Passes over stock Python and has to pass over Sockeye: the kind of error, and its number."""
import array
import errno
import os
import select
import socket
import tempfile
import unittest


def descriptors():
    return len(os.listdir('/proc/self/fd'))


class Answers(unittest.TestCase):
    def raises(self, kind, function, *arguments, number=None, **named):
        with self.assertRaises(kind) as caught:
            function(*arguments, **named)
        if number is not None:
            self.assertEqual(caught.exception.errno, number)

    def setUp(self):
        self.one, self.other = socket.socketpair()
        self.addCleanup(self.one.close)
        self.addCleanup(self.other.close)
        self.tcp = socket.socket()
        self.addCleanup(self.tcp.close)
        self.udp = socket.socket(type=socket.SOCK_DGRAM)
        self.addCleanup(self.udp.close)


class WrongTypes(Answers):
    def test_data(self):
        for data in ('text', None, 7, 1.5, [1]):
            for send in (self.one.send, self.one.sendall):
                self.raises(TypeError, send, data)
            self.raises(TypeError, self.udp.sendto, data, ('127.0.0.1', 9))
            self.raises(TypeError, self.one.sendmsg, [data])
        self.raises(TypeError, self.one.recv_into, b'read only')
        self.raises(TypeError, self.one.recv_into, 'text')
        self.raises(TypeError, self.one.recvmsg_into, [b'read only'])
        self.raises(TypeError, self.one.recvmsg_into, 5)

    def test_sizes_and_flags(self):
        for wrong in ('1', None, 1.5, b'1'):
            self.raises(TypeError, self.one.recv, wrong)
            self.raises(TypeError, self.one.recv, 1, wrong)
            self.raises(TypeError, self.one.recvfrom, wrong)
            self.raises(TypeError, self.one.recvmsg, wrong)
            self.raises(TypeError, self.one.recvmsg, 1, wrong)
            self.raises(TypeError, self.tcp.listen, wrong)
            self.raises(TypeError, self.tcp.shutdown, wrong)

    def test_options(self):
        self.raises(TypeError, self.tcp.setsockopt, 1, 2)
        self.raises(TypeError, self.tcp.setsockopt, 1, 2, 'text')
        self.raises(TypeError, self.tcp.setsockopt, 1, 2, None)
        self.raises(TypeError, self.tcp.setsockopt, 1, 2, 1, 4)
        self.raises(TypeError, self.tcp.getsockopt, 1, '2')
        self.raises(OSError, self.tcp.getsockopt, 1, 2, -1)
        self.raises(OSError, self.tcp.getsockopt, 1, 2, 1025)
        self.raises(OSError, self.tcp.getsockopt, 1, 9999, number=errno.ENOPROTOOPT)
        self.raises(OSError, self.tcp.setsockopt, 1, 9999, 1, number=errno.ENOPROTOOPT)

    def test_addresses(self):
        for address in (None, 7, 'text', ('127.0.0.1',), (1, 2), ('127.0.0.1', '80'), ('127.0.0.1', 1.5), ('a', 1, 2, 3, 4), ['127.0.0.1', 80]):
            for verb in (self.tcp.connect, self.tcp.bind, self.tcp.connect_ex):
                self.raises(TypeError, verb, address)
            self.raises(TypeError, self.udp.sendto, b'', address)
        for port in (-1, 65536, 2**40):
            self.raises(OverflowError, self.tcp.connect, ('127.0.0.1', port))
            self.raises(OverflowError, self.tcp.bind, ('127.0.0.1', port))
        with socket.socket(socket.AF_INET6) as six:
            self.raises(OverflowError, six.connect, ('::1', 1, -1))
            self.raises(OverflowError, six.connect, ('::1', 1, 2**20))
            self.raises(TypeError, six.connect, ('::1', 1, 'flow'))


class Closed(Answers):
    def test_every_verb_is_EBADF(self):
        self.tcp.close()
        verbs = [
            lambda s: s.recv(1), lambda s: s.recv_into(bytearray(1)), lambda s: s.recvfrom(1), lambda s: s.recvmsg(1),
            lambda s: s.send(b''), lambda s: s.sendall(b'x'), lambda s: s.sendto(b'', ('127.0.0.1', 9)), lambda s: s.sendmsg([b'']),
            lambda s: s.bind(('127.0.0.1', 0)), lambda s: s.connect(('127.0.0.1', 9)), lambda s: s.listen(), lambda s: s.accept(),
            lambda s: s.getsockname(), lambda s: s.getpeername(), lambda s: s.getsockopt(1, 3), lambda s: s.setsockopt(1, 2, 1),
            lambda s: s.shutdown(2), lambda s: s.settimeout(1), lambda s: s.setblocking(True), lambda s: s.dup(),
        ]
        for verb in verbs:
            self.raises(OSError, verb, self.tcp, number=errno.EBADF)
        self.assertEqual(self.tcp.fileno(), -1)
        self.tcp.close()

    def test_waits(self):
        self.tcp.close()
        self.raises(ValueError, select.select, [self.tcp], [], [], 0)
        self.raises(ValueError, select.poll().register, self.tcp)
        with select.epoll() as epoll:
            self.raises(ValueError, epoll.register, self.tcp)
        self.raises(ValueError, epoll.poll)


class OutOfRange(Answers):
    def test_timeouts(self):
        for wrong in (-1, -0.1, float('-inf')):
            self.raises((ValueError, OverflowError), self.tcp.settimeout, wrong)
        self.raises(ValueError, self.tcp.settimeout, float('nan'))
        for wrong in (1e300, float('inf'), 2**63):
            self.raises(OverflowError, self.tcp.settimeout, wrong)
        self.raises(TypeError, self.tcp.settimeout, '1')
        self.raises(ValueError, select.select, [], [], [], -1)
        self.raises(TypeError, select.select, [], [], [], '1')
        self.raises(OverflowError, select.poll().poll, 2**40)

    def test_sizes(self):
        for receive in (self.one.recv, self.one.recvfrom, self.one.recvmsg):
            self.raises(ValueError, receive, -1)
        self.raises(ValueError, self.one.recv_into, bytearray(4), -1)
        self.raises(ValueError, self.one.recv_into, bytearray(4), 5)
        self.raises(ValueError, self.one.recvfrom_into, bytearray(4), 5)
        self.raises((OverflowError, MemoryError), self.one.recv, 2**63)
        self.raises(MemoryError, self.one.recv, 2**62)

    def test_control_buffers(self):
        self.raises(ValueError, self.one.recvmsg, 1, -1)
        self.raises((ValueError, OverflowError), self.one.recvmsg, 1, 2**31)
        self.raises(OverflowError, self.one.recvmsg, 1, 2**70)
        self.raises(TypeError, self.one.sendmsg, [b'x'], [(1, 2)])
        self.raises(TypeError, self.one.sendmsg, [b'x'], [5])
        self.raises(TypeError, self.one.sendmsg, [b'x'], 5)
        self.raises(TypeError, self.one.sendmsg, [b'x'], [(1, 1, 'text')])
        self.raises(OSError, self.one.sendmsg, [b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [-1]))], number=errno.EBADF)
        self.raises(OSError, self.one.sendmsg, [b'x'], [(socket.SOL_SOCKET, 9999, b'')], number=errno.EINVAL)
        self.raises(OSError, self.one.sendmsg, [b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0] * 254))], number=errno.EINVAL)
        self.raises(OSError, self.one.sendmsg, [b'x'] * 1025, number=errno.EMSGSIZE)

    def test_descriptors(self):
        self.raises(OSError, socket.socket, fileno=9999, number=errno.EBADF)
        self.raises(ValueError, socket.socket, fileno=-1)
        self.raises(TypeError, socket.socket, fileno='1')
        with open('/dev/null') as file:
            self.raises(OSError, socket.socket, fileno=file.fileno(), number=errno.ENOTSOCK)
        self.raises(OSError, socket.close, 9999, number=errno.EBADF)
        self.raises(OSError, socket.dup, 9999, number=errno.EBADF)
        self.raises(ValueError, select.select, [-1], [], [], 0)
        self.raises(ValueError, select.select, [2**20], [], [], 0)

    def test_sockets(self):
        self.raises(OSError, socket.socket, 9999, number=errno.EAFNOSUPPORT)
        self.raises(OSError, socket.socket, socket.AF_INET, 9999)
        self.raises(OSError, socket.socket, socket.AF_INET, socket.SOCK_STREAM, 9999)
        self.raises(OverflowError, socket.socket, 2**40)

    def test_an_oversize_datagram(self):
        self.raises(OSError, self.udp.sendto, bytes(70_000), ('127.0.0.1', 9), number=errno.EMSGSIZE)


class Paths(Answers):
    def test_surrogates_and_bytes_come_back(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ('plain', 'ä', b'\xff\xfe'.decode('utf-8', 'surrogateescape')):
                path = os.path.join(folder, name)
                with socket.socket(socket.AF_UNIX) as unix:
                    unix.bind(path)
                    self.assertEqual(unix.getsockname(), path)
                self.assertTrue(os.path.exists(path))

    def test_abstract_names_are_bytes(self):
        with socket.socket(socket.AF_UNIX) as unix:
            unix.bind(b'\0sockeye \xff\0 bad input')
            self.assertEqual(unix.getsockname(), b'\0sockeye \xff\0 bad input')

    def test_what_cannot_be_a_path(self):
        with socket.socket(socket.AF_UNIX) as unix:
            self.raises(OSError, unix.bind, 'x' * 109)
            self.raises(OSError, unix.connect, 'x' * 200)
            self.raises(TypeError, unix.bind, 7)
            self.raises(TypeError, unix.bind, ('a', 1))
            self.raises(UnicodeEncodeError, unix.bind, '\ud800')
            self.raises(FileNotFoundError, unix.connect, '/nowhere/at/all')


class Names(Answers):
    def test_hosts(self):
        self.raises(TypeError, socket.gethostbyname, 7)
        self.raises(TypeError, socket.getaddrinfo, 7, 80)
        self.raises(OSError, socket.getaddrinfo, 'localhost', 1.5)
        self.raises(socket.gaierror, socket.getaddrinfo, 'no such name', 80)
        self.raises(socket.gaierror, socket.getaddrinfo, None, None)
        self.raises(TypeError, socket.getnameinfo, '127.0.0.1', 0)
        self.raises(OverflowError, socket.getnameinfo, ('::1', 1, 2**20), 0)

    def test_texts(self):
        for wrong in ('', '1.2.3.4.5', '256.1.1.1', 'x'):
            self.raises(OSError, socket.inet_aton, wrong)
            self.raises(OSError, socket.inet_pton, socket.AF_INET, wrong)
            self.raises(OSError, socket.inet_pton, socket.AF_INET6, wrong)
        self.raises(OSError, socket.inet_ntoa, b'123')
        self.raises(ValueError, socket.inet_ntop, socket.AF_INET, b'123')
        self.raises((OSError, ValueError), socket.inet_ntop, 9999, b'1234')
        self.raises(OSError, socket.getservbyname, 'no such service')
        self.raises(OSError, socket.getprotobyname, 'no such protocol')
        self.raises(OverflowError, socket.getservbyport, 65536)
        self.raises(OSError, socket.if_nametoindex, 'no such interface')
        self.raises(OSError, socket.if_indextoname, 999_999)
        for swap in (socket.htons, socket.ntohs, socket.htonl, socket.ntohl):
            self.raises(OverflowError, swap, -1)
            self.raises(OverflowError, swap, 2**32)
            self.raises(TypeError, swap, '1')


class Leaks(Answers):
    def test_descriptors_that_nobody_takes(self):
        for _ in range(3):
            self.pass_descriptors()     # loads what has to be loaded
        before = descriptors()
        for size in range(0, socket.CMSG_SPACE(16) + 24):
            taken = self.pass_descriptors(size)
            for one in taken:
                os.close(one)
        self.assertEqual(descriptors(), before)

    def pass_descriptors(self, size=64):
        self.one.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0, 1, 2, 0]))])
        data, items, flags, _ = self.other.recvmsg(1, size)
        self.assertEqual(data, b'x')
        taken = array.array('i')
        for level, kind, cargo in items:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                taken.frombytes(cargo[:len(cargo) - len(cargo) % 4])
        self.assertEqual(flags & socket.MSG_CTRUNC != 0, len(taken) < 4)
        return taken

    def test_what_failed_leaves_nothing_open(self):
        def fail():
            for call in (
                lambda: socket.socket(9999),
                lambda: socket.create_connection(('127.0.0.1', 1), timeout=1),
                lambda: socket.create_server(('192.0.2.1', 0)),
                lambda: socket.socketpair(9999),
                lambda: socket.create_connection(('no such name', 1)),
            ):
                with self.assertRaises(OSError):
                    call()
        fail()
        before = descriptors()
        for _ in range(5):
            fail()
        self.assertEqual(descriptors(), before)
