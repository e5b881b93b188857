"""The module `select`, answered by Sockeye's Select, Poll and Epoll."""
import errno
import math
import operator
import os
import types

from arguments import INT_MAX, c_int
from clr import call, free

module = types.ModuleType('select', 'Sockeye, as the module select.')
_names = vars(module)
_names.update((name, number) for name, number in call('EventNumbers') if name != 'None')
_names.update(error=OSError, EPOLL_CLOEXEC=os.O_CLOEXEC, PIPE_BUF=os.pathconf('/', 'PC_PIPE_BUF'))
SELECT_LIMIT = call('SelectLimit')


def _number(item):
    if isinstance(item, int):
        number = int(item)
    else:
        fileno = getattr(item, 'fileno', None)
        if fileno is None:
            raise TypeError('argument must be an int, or have a fileno() method.')
        number = fileno()
        if not isinstance(number, int):
            raise TypeError('fileno() returned a non-integer')
    number = c_int(number)
    if number < 0:
        raise ValueError(f'file descriptor cannot be a negative integer ({number})')
    return number


def _selected(items):
    """The items and their numbers. A list may change under us: a fileno() may be anybody's code."""
    if not isinstance(items, (list, tuple)):
        try:
            items = list(items)
        except TypeError:
            raise TypeError('arguments 1-3 must be sequences') from None
    kept, numbers = [], []
    while len(kept) < len(items):
        kept.append(items[len(kept)])
        number = _number(kept[-1])
        if number >= SELECT_LIMIT:
            raise ValueError('filedescriptor out of range in select()')
        numbers.append(number)
    return kept, numbers


def select(rlist, wlist, xlist, timeout=None, /):
    if timeout is not None:
        if not isinstance(timeout, (int, float)) and not hasattr(timeout, '__index__'):
            raise TypeError('timeout must be a float or None')
        timeout = float(timeout)
        if timeout != timeout:
            raise ValueError('Invalid value NaN (not a number)')
        if timeout < 0:
            raise ValueError('timeout must be non-negative')
    asked = [_selected(items) for items in (rlist, wlist, xlist)]
    ready = call('SelectWait', *(numbers for _, numbers in asked), timeout)
    return tuple([items[place] for place in places] for (items, _), places in zip(asked, ready))


def _events(value):
    events = operator.index(value)
    if events < 0:
        raise ValueError('value must be positive')
    if events > 0xffff:
        raise OverflowError('Python int too large to convert to C unsigned short')
    return events


def _milliseconds(timeout):
    """poll's timeout as seconds: what is negative, however little, is no limit, and what is positive is at least a millisecond."""
    if timeout is None:
        return None
    if not isinstance(timeout, (int, float)) and not hasattr(timeout, '__index__'):
        raise TypeError('timeout must be an integer or None')
    if timeout < 0:
        return None
    whole = math.ceil(timeout)
    if whole > INT_MAX:
        raise OverflowError('timeout is too large')
    return whole / 1000


_made = object()


class _Poll:
    __slots__ = ('_handle',)

    def __new__(cls, *asked):
        if asked != (_made,):
            raise TypeError("cannot create 'select.poll' instances")
        self = object.__new__(cls)
        self._handle = call('NewPoll')
        return self

    def __del__(self):
        if hasattr(self, '_handle'):
            free(self._handle)

    def register(self, fd, eventmask=_names['POLLIN'] | _names['POLLPRI'] | _names['POLLOUT'], /):
        call('PollRegister', self._handle, _number(fd), _events(eventmask))

    def modify(self, fd, eventmask, /):
        call('PollModify', self._handle, _number(fd), _events(eventmask))

    def unregister(self, fd, /):
        call('PollUnregister', self._handle, _number(fd))

    def poll(self, timeout=None, /):
        return call('PollWait', self._handle, _milliseconds(timeout))


_Poll.__name__ = _Poll.__qualname__ = 'poll'
_Poll.__module__ = 'select'


def poll():
    return _Poll(_made)


class epoll:
    __slots__ = ('_handle', '_file')

    def __init__(self, sizehint=-1, flags=0):
        hint, flags = c_int(sizehint), c_int(flags)
        if hint == 0 or hint < -1:
            raise ValueError('negative sizehint')
        if flags & ~os.O_CLOEXEC:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        self._handle, self._file = call('NewEpoll')

    @classmethod
    def fromfd(cls, fd, /):
        self = cls.__new__(cls)
        self._handle, self._file = call('AdoptEpoll', c_int(fd))
        return self

    def __del__(self):
        if hasattr(self, '_handle'):
            self.close()
            free(self._handle)

    def __enter__(self):
        self._demand_open()
        return self

    def __exit__(self, *_):
        self.close()

    def _demand_open(self):
        if self._file < 0:
            raise ValueError('I/O operation on closed epoll object')
        return self._handle

    @property
    def closed(self):
        return self._file < 0

    def close(self):
        if self._file >= 0:
            self._file = -1
            call('EpollClose', self._handle)

    def fileno(self):
        self._demand_open()
        return self._file

    def register(self, fd, eventmask=_names['EPOLLIN'] | _names['EPOLLPRI'] | _names['EPOLLOUT']):
        call('EpollRegister', self._demand_open(), _number(fd), operator.index(eventmask))

    def modify(self, fd, eventmask):
        call('EpollModify', self._demand_open(), _number(fd), operator.index(eventmask))

    def unregister(self, fd):
        call('EpollUnregister', self._demand_open(), _number(fd))

    def poll(self, timeout=None, maxevents=-1):
        handle, most = self._demand_open(), c_int(maxevents)
        if timeout is not None:
            if not isinstance(timeout, (int, float)) and not hasattr(timeout, '__index__'):
                raise TypeError('timeout must be an integer or None')
            timeout = _milliseconds(timeout * 1000)
        if most == -1:
            most = SELECT_LIMIT - 1
        elif most <= 0:
            raise ValueError(f'maxevents must be greater than 0, got {most}')
        return call('EpollWait', handle, timeout, most)


epoll.__module__ = 'select'
for _one in (select, poll):
    _one.__module__ = 'select'
# As C functions they stay functions where a class keeps them.
_names.update(select=staticmethod(select), poll=staticmethod(poll), epoll=epoll)
