"""The dummy servers of CPython's own tests, on a port of their own: python_chat.py pop3|imap|nntp"""
import collections
import socketserver
import sys


def pop3():
    from test import test_poplib
    server = test_poplib.DummyPOP3Server(("127.0.0.1", 0))
    return server.port, lambda: (server.start(), server.join())


def imap():
    from test import test_imaplib
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), test_imaplib.SimpleIMAPHandler)
    return server.server_address[1], server.serve_forever


def nntp():
    from test import test_nntplib

    class Talk(socketserver.StreamRequestHandler):
        def handle(self):
            said = collections.deque()
            talk = test_nntplib.NNTPv2Handler()
            talk.start(lambda: said.popleft() if said else b"", self.wfile.write)
            for line in self.rfile:
                said.append(line)
                talk.process_pending()

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    return server.server_address[1], server.serve_forever


port, serve = {"pop3": pop3, "imap": imap, "nntp": nntp}[sys.argv[1]]()
print("listening on", port, flush=True)
serve()
