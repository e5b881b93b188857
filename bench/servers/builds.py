"""Compiles the C programs, and builds the projects that the chosen servers need."""
import os, shutil, subprocess, sys
from table import PROJECTS

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BIN = os.path.join(ROOT, 'artifacts', 'bench')


def quit_with(code, words):
    print(f'bench: {words}', file=sys.stderr)
    sys.exit(code)


def _run(command, what):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        quit_with(70, f'{what} could not be built\n{done.stdout[-3000:]}{done.stderr[-3000:]}')


def _is_current(made, *sources):
    return os.path.exists(made) and all(os.path.getmtime(source) < os.path.getmtime(made) for source in sources)


def compile_c():
    if not shutil.which('gcc'):
        quit_with(69, 'gcc is missing, and all figures are ratios to a server in C: apt-get install gcc libc6-dev')
    os.makedirs(BIN, exist_ok=True)
    for name in ('epoll_echo', 'load', 'stall', 'chat'):
        if _is_current(f'{BIN}/{name}', f'{HERE}/c/{name}.c', f'{HERE}/c/measure.h'):
            continue
        _run(['gcc', '-O2', '-Wall', '-Wno-unused-function', '-o', f'{BIN}/{name}', f'{HERE}/c/{name}.c'], f'{name}.c')


def compile_tls():
    """The C programs and the certificate of the TLS cases; why not, where they cannot be."""
    if not os.path.exists('/usr/include/openssl/ssl.h'):
        return 'the headers of OpenSSL are missing: apt-get install libssl-dev'
    if not shutil.which('openssl'):
        return 'openssl, which makes the certificate, is missing: apt-get install openssl'
    for name in ('tls_echo', 'tls_load'):
        if not _is_current(f'{BIN}/{name}', f'{HERE}/c/{name}.c', f'{HERE}/c/measure.h'):
            _run(['gcc', '-O2', '-Wall', '-Wno-unused-function', '-o', f'{BIN}/{name}', f'{HERE}/c/{name}.c', '-lssl', '-lcrypto'], f'{name}.c')
    _run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
          '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', f'{BIN}/tls-key.pem', '-out', f'{BIN}/tls-certificate.pem'], 'the certificate')
    return None


def why_not(placeholder):
    """Why a project cannot run here; None where it can."""
    runtimes = subprocess.run(['dotnet', '--list-runtimes'], capture_output=True, text=True).stdout
    if placeholder == 'kestrel' and 'Microsoft.AspNetCore.App 10.' not in runtimes:
        return 'the shared framework of ASP.NET Core 10 is not installed'
    return None


def build_projects(commands):
    """Builds what the commands name; answers the files by placeholder."""
    files = {'bin': BIN, 'certificate': f'{BIN}/tls-certificate.pem', 'key': f'{BIN}/tls-key.pem'}
    for placeholder, (project, file) in PROJECTS.items():
        files[placeholder] = os.path.join(ROOT, file)
        if any('{%s}' % placeholder in command for command in commands):
            _run(['dotnet', 'build', '-c', 'Release', '--nologo', '-v', 'q', '-clp:ErrorsOnly', project], project)
    return files
