#!/usr/bin/env python3
"""bench/run get - one large file to /dev/null by "sockeye get" and by curl, in turn, from nginx (http) or vsftpd (ftp) on loopback.

Each time is that of the whole program less that of the same program with a file of three bytes, so that starting up is left out. Exit code: 0 our time
is at most 1.25 of curl's and our memory at most 60 MiB; 1 it is not; 69 a program is missing; 70 it did not build.
"""
import os, shutil, socket, subprocess, sys, tempfile, time
import report
from builds import build_projects, quit_with
from figures import median
from talks import options

RATIO, MEMORY = 1.25, 60

NGINX = """daemon off; master_process off; pid {folder}/pid; error_log stderr;
events {{ worker_connections 64; }}
http {{ access_log off; sendfile on; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; server {{ listen 127.0.0.1:{port}; root {files}; }} }}
"""
VSFTPD = """listen=YES
listen_address=127.0.0.1
listen_port={port}
background=NO
anonymous_enable=YES
no_anon_password=YES
anon_root={files}
secure_chroot_dir={folder}/empty
seccomp_sandbox=NO
"""


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


class Server:
    """nginx or vsftpd, with the two files."""

    def __init__(self, kind, size):
        self.kind, self.size, self.folder = kind, size, tempfile.mkdtemp(prefix='sockeye-get-')

    def __enter__(self):
        program = shutil.which('nginx' if self.kind == 'http' else 'vsftpd', path=os.environ['PATH'] + ':/usr/sbin')
        if not program:
            quit_with(69, f"{'nginx' if self.kind == 'http' else 'vsftpd'} is missing: apt-get install {'nginx-light' if self.kind == 'http' else 'vsftpd'}")
        files, port = f'{self.folder}/files', free_port()
        os.makedirs(f'{self.folder}/empty')
        os.makedirs(files)
        with open(f'{files}/large', 'wb') as large:
            for _ in range(self.size):
                large.write(os.urandom(1 << 20))
        with open(f'{files}/small', 'w') as small:
            small.write('hi\n')
        os.chmod(self.folder, 0o755)
        os.chmod(files, 0o555)
        with open(f'{self.folder}/conf', 'w') as conf:
            conf.write((NGINX if self.kind == 'http' else VSFTPD).format(folder=self.folder, files=files, port=port))
        words = [program, '-c', f'{self.folder}/conf', '-p', self.folder, '-e', 'stderr'] if self.kind == 'http' else [program, f'{self.folder}/conf']
        self.process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        self.url = f'{self.kind}://127.0.0.1:{port}/'
        for _ in range(200):
            try:
                socket.create_connection(('127.0.0.1', port), 5).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise TimeoutError('the server does not listen')

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)


def run(words):
    """Seconds, processor seconds, and MiB at most."""
    began = time.monotonic()
    child = os.posix_spawn(words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, '/dev/null', os.O_WRONLY, 0)])
    _, status, used = os.wait4(child, 0)
    if status:
        raise RuntimeError(f'{" ".join(words)}: status {status}')
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    parser = options('get', __doc__)
    parser.add_argument('--kind', choices=('http', 'ftp'), default='http', help='the scheme (http)')
    parser.add_argument('--size', type=int, default=1024, metavar='MIB', help='of the large file (1024)')
    parser.add_argument('--rounds', type=int, default=7, metavar='N', help='(7)')
    given = parser.parse_args()
    given.slice = 0
    curl = shutil.which('curl') or quit_with(69, 'curl is missing: apt-get install curl')
    programs = {'curl': [curl, '-s'], 'sockeye': [shutil.which('dotnet'), given.tool or build_projects(['{sockeye}'])['sockeye'], 'get']}
    load_before = f'{os.getloadavg()[0]:.2f}'
    found = {name: [] for name in programs}
    with Server(given.kind, given.size) as server:
        for _ in range(given.rounds):
            for name, words in programs.items():
                small, large = run([*words, server.url + 'small']), run([*words, server.url + 'large'])
                found[name].append((large[0] - small[0], large[1] - small[1], large[2], small[0]))
    of = {name: [median(one[i] for one in all) for i in range(4)] for name, all in found.items()}
    ratio = median(ours[0] / theirs[0] for ours, theirs in zip(found['sockeye'], found['curl']))
    most = max(one[2] for one in found['sockeye'])
    rows = [[name, f'{seconds:.2f}', f'{given.size / seconds:,.0f}', f'{used:.2f}', f'{memory:.0f}', f'{start:.2f}'] for name, (seconds, used, memory, start) in of.items()]
    text = report.table(['', 'seconds', 'MiB/s', 'processor s', 'memory MiB', 'start-up s'], rows)
    text += f'\n\nsockeye / curl, median of the rounds: {ratio:.2f} (at most {RATIO}); memory at most {most:.0f} MiB (at most {MEMORY})\n'
    facts = report.head(sys.argv[1:], given, load_before).replace('bench/run servers', 'bench/run get')
    facts = '\n'.join(line for line in facts.split('\n') if 'slices of' not in line)
    path = report.write(given.results, f'get-{given.kind}', f'# {given.size:,} MiB by {given.kind} to /dev/null, {given.rounds} rounds\n\n{facts}\n\n{text}')
    report.tell(text)
    report.tell(f'written to {path}')
    return 0 if ratio <= RATIO and most <= MEMORY else 1


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
