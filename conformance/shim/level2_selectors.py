"""Level 2 of `selectors`: Sockeye's Selector answers for SelectSelector, PollSelector and EpollSelector, which DefaultSelector is.

Sockeye keeps what is registered, finds it, and waits. Here are Python's objects alone, which Sockeye has by a number each, the data
of its keys, and Python's words for what went wrong. The methods are put into Python's classes: who has taken a class into a name of
his own, as subprocess and socketserver do, has Sockeye's too.
"""
import collections
import collections.abc
import itertools
import selectors
import weakref

import sockeye_socket
from arguments import c_int, seconds
from clr import call, free
from level2 import answers

_Given = collections.namedtuple('_Given', 'fileobj item data')
_numbers = itertools.count(1)


class _Keys(collections.abc.Mapping):
    """What get_map gives: a view."""

    def __init__(self, selector):
        self._of = selector

    def __len__(self):
        return sum(1 for _ in self)

    def __iter__(self):
        return iter(call('SelectorNumbers', self._of._handle) if _is_open(self._of) else ())

    def __getitem__(self, fileobj):
        return _key(self._of, *_registered(self._of, 'SelectorGetKey', fileobj))


def _is_open(self):
    return self._end.alive


def _release(handle):
    call('Dispose', handle)
    free(handle)


def _demand_open(self):
    if not _is_open(self):
        raise ValueError('I/O operation on closed selector')


def _demand_events(events):
    if not events or events & ~(selectors.EVENT_READ | selectors.EVENT_WRITE):
        raise ValueError(f'Invalid events: {events!r}')


def _number(fileobj):
    try:
        number = fileobj if isinstance(fileobj, int) else int(fileobj.fileno())
    except (AttributeError, TypeError, ValueError):
        raise ValueError(f'Invalid file object: {fileobj!r}') from None
    if number < 0:
        raise ValueError(f'Invalid file descriptor: {number}')
    return number


def _item(self, fileobj):
    """What Sockeye is given: one of its sockets by its handle, below zero; all else by its number; what is closed as it was given before."""
    try:
        number = _number(fileobj)
    except ValueError:
        for one in list(self._given.values()):
            if one.fileobj is fileobj:
                return one.item
        raise
    return -fileobj._handle if getattr(type(fileobj), 'fileno', None) is sockeye_socket.socket.fileno else number


def _registered(self, operation, fileobj, *more):
    """A question about one that has to be registered."""
    item = _item(self, fileobj)
    try:
        if _is_open(self):
            return call(operation, self._handle, item, *more)
    except (KeyError, OverflowError):       # no descriptor has a number as large
        pass
    raise KeyError(f'{fileobj!r} is not registered')


def _key(self, number, descriptor, events):
    """Python's key for Sockeye's."""
    given = self._given[number]
    return selectors.SelectorKey(given.fileobj, descriptor, events, given.data)


def register(self, fileobj, events, data=None):
    _demand_open(self)
    _demand_events(events)
    item, number = c_int(_item(self, fileobj)), next(_numbers)
    self._given[number] = _Given(fileobj, item, data)       # before the call: a wait in another thread may tell of it at once
    try:
        return selectors.SelectorKey(fileobj, call('SelectorRegister', self._handle, item, events, number), events, data)
    except BaseException as error:
        del self._given[number]
        if isinstance(error, ValueError):
            raise KeyError(f'{fileobj!r} (FD {_number(fileobj)}) is already registered') from None
        if isinstance(error, OverflowError):
            raise ValueError('filedescriptor out of range in select()') from None
        raise


def unregister(self, fileobj):
    told = _registered(self, 'SelectorUnregister', fileobj)
    key = _key(self, *told)
    del self._given[told[0]]
    return key


def modify(self, fileobj, events, data=None):
    number = _registered(self, 'SelectorGetKey', fileobj)[0]
    _demand_events(events)
    self._given[number] = self._given[number]._replace(data=data)
    try:
        return _key(self, number, _registered(self, 'SelectorModify', fileobj, events, number), events)
    except OSError:
        unregister(self, fileobj)       # Python's rule: what could not be changed is out
        raise


def select(self, timeout=None):
    _demand_open(self)
    ready = call('SelectorSelect', self._handle, None if timeout is None else 0.0 if timeout <= 0 else seconds(timeout))
    return [(_key(self, number, descriptor, asked), events) for number, descriptor, asked, events in ready if number in self._given]


def get_map(self):
    return self._keys if _is_open(self) else None


def close(self):
    self._end()
    self._given.clear()


def fileno(self):
    _demand_open(self)
    return call('SelectorDescriptor', self._handle)


def _initializer(kind):
    def __init__(self):
        self._handle, self._given, self._keys = call('NewSelector', kind), {}, _Keys(self)
        self._end = weakref.finalize(self, _release, self._handle)
        self._end.atexit = False

    return __init__


for _class, _kind in ((selectors.SelectSelector, 'Select'), (selectors.PollSelector, 'Poll'), (selectors.EpollSelector, 'Epoll')):
    for _method in (_initializer(_kind), register, unregister, modify, select, get_map, close):
        answers(_class, _method)
answers(selectors.EpollSelector, fileno)
