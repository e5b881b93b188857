# What http.client and http.server make of the bytes on standard input: one JSON [kind, latin-1 text] a line in, one answer a line out.
import http.client
import io
import json
import sys
from http.server import BaseHTTPRequestHandler


class Bytes:
    """A socket's file for http.client."""

    def __init__(self, data):
        self.data = data

    def makefile(self, mode):
        return io.BytesIO(self.data)


class Handler(BaseHTTPRequestHandler):
    """A request handler that only parses."""

    def __init__(self, data):
        self.rfile = io.BytesIO(data)
        self.wfile = io.BytesIO()
        self.client_address = ("peer", 1)
        self.close_connection = True
        self.failed = None

    def send_error(self, code, message=None, explain=None):
        self.failed = code

    def log_message(self, *arguments):
        pass


def response(data, method):
    answer = http.client.HTTPResponse(Bytes(data), method=method)
    try:
        answer.begin()
        body = answer.read()
    except (http.client.HTTPException, ValueError) as error:
        return {"error": type(error).__name__}
    return {"status": answer.status, "reason": answer.reason, "body": body.decode("latin-1"),
            "fields": [[name.lower(), value] for name, value in answer.headers.items()]}


def request(data):
    handler = Handler(data)
    handler.raw_requestline = handler.rfile.readline(65537)
    if not handler.parse_request():
        return {"error": str(handler.failed)}
    return {"method": handler.command, "target": handler.path, "version": handler.request_version,
            "close": handler.close_connection, "fields": [[name.lower(), value] for name, value in handler.headers.items()]}


for line in sys.stdin:
    kind, text = json.loads(line)
    data = text.encode("latin-1")
    print(json.dumps(request(data) if kind == "request" else response(data, kind)))
