"""http.server as people use it, and with what it leaves to its handlers: uploads of both kinds, HTTP/1.1 with 100-continue, answers in chunks."""
import http.server, sys


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = sys.argv[1]

    def do_PUT(self):
        if self.headers.get('Transfer-Encoding') == 'chunked':
            body = b''
            while size := int(self.rfile.readline().split(b';')[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
        else:
            body = self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(200)
        self.send_header('Transfer-Encoding', 'chunked')
        self.end_headers()
        for piece in (b'one,', b'two'):
            self.wfile.write(b'%x\r\n%s\r\n' % (len(piece), piece))
        self.wfile.write(b'0\r\nDone: yes\r\n\r\n')


with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler) as server:
    print('listening on %s:%d' % server.server_address, flush=True)
    server.serve_forever()
