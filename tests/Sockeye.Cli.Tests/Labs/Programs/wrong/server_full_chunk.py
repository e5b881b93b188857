"""Wrong: gathers until a piece is shorter than 16 bytes; after exactly 16, 32 ... there is none."""
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    client, _ = server.accept()
    with client:
        while True:
            message = b''
            while True:
                piece = client.recv(16)
                message += piece
                if len(piece) < 16:
                    break
            if not message:
                break
            client.sendall(message)
