"""A right sum server: a thread for each client."""
import re
import socketserver
import sys

NUMBER = re.compile(rb'[+-]?[0-9]+')
sys.set_int_max_str_digits(0)


class Adder(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            while (line := self.rfile.readline()).endswith(b'\n'):
                self.wfile.write(answer(line[:-1]) + b'\n')
        except OSError as gone:
            print(self.client_address, gone, file=sys.stderr)


def answer(line):
    if len(line) > 1024:
        return b'error: too long'
    words = line.rstrip(b'\r').split(b' ')
    if len(words) != 2 or not all(NUMBER.fullmatch(word) for word in words):
        return b'error: not two numbers'
    return str(int(words[0]) + int(words[1])).encode()


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


with Server((sys.argv[1], int(sys.argv[2])), Adder) as server:
    server.serve_forever()
