# blocking-echo [FD]
import socket
import sys

if len(sys.argv) > 1:
    sock = socket.socket(fileno=int(sys.argv[1]))
else:
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    sock, _ = listener.accept()
while data := sock.recv(65536):
    sock.sendall(data)
