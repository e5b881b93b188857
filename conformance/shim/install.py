"""Puts Sockeye in the place of Python's own `_socket` and `select`, before anybody imports `socket`."""
import importlib.abc
import os
import sys
import time

REPLACED = ['_socket', 'select']


class _NoneOfPythonsOwn(importlib.abc.MetaPathFinder):
    """Python's own module cannot be imported any more, by whatever way: what passes has passed without it."""

    def find_spec(self, name, path=None, target=None):
        if name in REPLACED:
            raise ImportError(f"Python's own {name} is not to be had here")


for _late in [*REPLACED, 'socket', 'selectors']:
    if _late in sys.modules:
        raise RuntimeError(f'{_late} is imported already: Sockeye comes too late')

sys.meta_path.insert(0, _NoneOfPythonsOwn())
import sockeye_select       # noqa: E402
import sockeye_socket       # noqa: E402

sys.modules['_socket'] = sockeye_socket.module
sys.modules['select'] = sockeye_select.module
sys.modules['_ssl'] = None      # Python's C code for TLS reads the struct of its own socket object: programs go on without it

# A fork while another thread is inside of .NET may leave a lock of its taken in the child. Most of the time the others are
# blocked in the kernel; a moment lets them get there.
os.register_at_fork(before=lambda: time.sleep(0.01))
