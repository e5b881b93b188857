"""What stock Python does on this machine: recorded once, and again when Python, its tests or the kernel are others."""
import json
import os
import platform

import modules

FOLDER = os.path.join(modules.HERE, '..', '..', 'artifacts', 'conformance')


def _key():
    tests = os.stat('/usr/lib/python3.11/test/test_socket.py')
    return f'{platform.python_version()} {platform.release()} {int(tests.st_mtime)}'


def record(module):
    result = {**modules.run(module, stock=True), 'key': _key()}
    os.makedirs(FOLDER, exist_ok=True)
    path = _path(module)
    with open(path + '.new', 'w') as file:
        json.dump(result, file, indent=1)
    os.replace(path + '.new', path)
    print(f'recorded stock {module}: {sum(row["state"] == "pass" for row in result["rows"])} pass, {result["seconds"]} s', flush=True)
    return result


def of(module):
    try:
        with open(_path(module)) as file:
            found = json.load(file)
        if found['key'] == _key():
            return found
    except (OSError, ValueError, KeyError):
        pass
    return record(module)


def _path(module):
    return os.path.join(FOLDER, f'stock-{module}.json')
