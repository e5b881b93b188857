"""Keeps .NET's own open files out of the limit that a test sees.

A test fills the table of open files to its limit, less 32 for what was open before. .NET keeps two descriptors open for each of its
libraries: so many more there have to be.
"""
import os
import resource

_get, _set = resource.getrlimit, resource.setrlimit
OWN = len(os.listdir('/proc/self/fd'))


def getrlimit(which, /):
    soft, hard = _get(which)
    return (soft - OWN, hard - OWN) if which == resource.RLIMIT_NOFILE and hard > OWN else (soft, hard)


def setrlimit(which, limits, /):
    soft, hard = limits
    _set(which, (soft + OWN, hard + OWN) if which == resource.RLIMIT_NOFILE and hard >= 0 else limits)


resource.getrlimit, resource.setrlimit = getrlimit, setrlimit
