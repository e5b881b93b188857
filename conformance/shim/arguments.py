"""What Python says of wrong arguments before a call is made: types, ranges, the form of addresses."""
import operator
import os

from clr import call

INT_MAX, INT_MIN = 2**31 - 1, -2**31
LONGEST_UNIX_PATH = call('LongestUnixPath')


def c_int(value):
    number = operator.index(value)
    if number > INT_MAX:
        raise OverflowError('signed integer is greater than maximum')
    if number < INT_MIN:
        raise OverflowError('signed integer is less than minimum')
    return number


def size(value, words):
    number = operator.index(value)
    if number < 0:
        raise ValueError(words)
    return number


def seconds(value):
    """A timeout: None, or a number of seconds that is not negative."""
    if value is None:
        return None
    number = float(value) if isinstance(value, (int, float)) else float(operator.index(value))
    if number != number:
        raise ValueError('Invalid value NaN (not a number)')
    if abs(number) >= 2**63 / 1e9:
        raise OverflowError('timestamp too large to convert to C _PyTime_t')
    if number < 0:
        raise ValueError('Timeout value out of range')
    return number


def host(value):
    """A host as text, which C# turns into ASCII in its own way."""
    if isinstance(value, str):
        value.encode()      # surrogates are no text
        return value
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode('latin-1')
    raise TypeError(f'str, bytes or bytearray expected, not {type(value).__name__}')


def address(family, value, caller, constants):
    """An address of that family, as C# takes it."""
    if family in (constants['AF_INET'], constants['AF_INET6']):
        return _internet(family == constants['AF_INET6'], value, caller)
    if family == constants['AF_UNIX']:
        path = os.fsencode(value) if isinstance(value, str) else bytes(_bytes_of(value))
        if len(path) > LONGEST_UNIX_PATH + path.startswith(b'\0'):     # the zero byte before an abstract name does not count
            raise OSError('AF_UNIX path too long')
        return path
    raise OSError(f'{caller}(): bad family')


def _internet(six, value, caller):
    name = 'AF_INET6' if six else 'AF_INET'
    if not isinstance(value, tuple):
        raise TypeError(f'{caller}(): {name} address must be tuple, not {type(value).__name__}')
    if len(value) not in ((2, 3, 4) if six else (2,)):
        raise TypeError('AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])' if six else 'AF_INET address must be a pair (host, port)')
    name_of_host, port, *rest = value
    name_of_host, port = host(name_of_host), operator.index(port)
    if not 0 <= port <= 0xffff:
        raise OverflowError(f'{caller}(): port must be 0-65535.')
    if not six:
        return name_of_host, port
    flow, scope = [operator.index(part) for part in rest] + [0] * (2 - len(rest))
    if not 0 <= flow <= 0xfffff:
        raise OverflowError(f'{caller}(): flowinfo must be 0-1048575.')
    if not 0 <= scope <= 0xffffffff:
        raise OverflowError('signed integer is out of range')
    return name_of_host, port, flow, scope


def _bytes_of(value):
    try:
        return memoryview(value)
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'") from None


def swapped(value, bits, name):
    """The argument of htons and its kin."""
    if bits == 32 and not isinstance(value, int):
        raise TypeError(f'expected int, {type(value).__name__} found')
    number = operator.index(value)
    if number < 0:
        raise OverflowError("can't convert negative value to unsigned int" if bits == 32 else f"{name}: can't convert negative Python int to C 16-bit unsigned integer")
    if number >> bits:
        raise OverflowError('int larger than 32 bits' if bits == 32 else f'{name}: Python int too large to convert to C 16-bit unsigned integer')
    return number
