"""What is known of single tests: which hang for everybody, which fork, which look inside of CPython, which run the library's own code."""
import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'expect')


def _lines(name):
    """The lines of a list: "module.Class.test  # reason". A class alone stands for all of its tests."""
    found = {}
    with open(os.path.join(FOLDER, name + '.txt')) as file:
        for line in file:
            one, _, reason = line.partition('#')
            if one.strip():
                found[one.strip()] = reason.strip()
    return found


def full_name(module):
    """A module of the test package; with ./ before it, one of your own on PYTHONPATH."""
    return module[2:] if module.startswith('./') else module if module.startswith('test.') else 'test.' + module


def short(test):
    """test.test_socket.Class.test as test_socket.Class.test"""
    return test.removeprefix('test.')


def is_chosen(test, module, only):
    """Whether one of `only` names it: a class, a method, Class.method, or the id as the rows have it."""
    inside = test.removeprefix(module + '.')
    names = [short(one).removeprefix(short(module) + '.') for one in only]
    return not only or any(inside == one or inside.startswith(one + '.') or inside.endswith('.' + one) for one in names)


def _stands_in(listed, test):
    name = short(test)
    return name in listed or name.rpartition('.')[0] in listed


HANG, FORK, EXCEPTIONS, INTERNALS, LIBRARY, LEVEL1 = (_lines(name) for name in ('hang', 'fork', 'exceptions', 'internals', 'library', 'level1'))


def hangs(test):
    return _stands_in(HANG, test)


def forks(test):
    return _stands_in(FORK, test)


def exception(test):
    """Why it need not pass; None where it must."""
    name = short(test)
    return EXCEPTIONS.get(name)


def is_internal(test):
    return _stands_in(INTERNALS, test)


def is_library(test):
    return _stands_in(LIBRARY, test)


def is_at_level_1(test):
    return _stands_in(LEVEL1, test)
