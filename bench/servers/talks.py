"""A server of the tool's on one processor, for the benches that talk to it from the other."""
import argparse, json, os, shlex, signal, subprocess, tempfile
import builds
from servers import processors


def options(program, what):
    """The options that all of these benches have."""
    parser = argparse.ArgumentParser(prog=f'bench/run {program}', description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tool', metavar='FILE', help='a sockeye.dll that is built already; else it is built')
    parser.add_argument('--results', default=os.path.join(builds.ROOT, 'bench', 'results'), metavar='FOLDER', help='where the figures are written (bench/results)')
    return parser


class Tool:
    """`sockeye serve NAME ENDPOINT`, ready."""

    def __init__(self, name, endpoint, built=None):
        tool = built or builds.build_projects(['{sockeye}'])['sockeye']
        self._folder = tempfile.TemporaryDirectory()
        self.folder = self._folder.name
        mine, _ = processors()
        self.process = subprocess.Popen(['dotnet', tool, 'serve', name, endpoint.format(folder=self.folder)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True, preexec_fn=lambda: os.sched_setaffinity(0, {mine}))
        ready = self.process.stdout.readline()
        if not ready.startswith('ready: listening on '):
            builds.quit_with(70, f'serve {name} did not begin: {ready.strip() or "it said nothing"}')
        self.endpoint = ready.removeprefix('ready: listening on ').strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self._folder.cleanup()


def run_load(program, arguments):
    """The JSON that a C program prints, or {'error': …}."""
    _, other = processors()
    done = subprocess.run(['taskset', '-c', str(other), f'{builds.BIN}/{program}', *shlex.split(arguments)], capture_output=True, text=True, timeout=300)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {'error': (done.stdout + done.stderr).strip()[-200:] or f'it ended with {done.returncode}'}
