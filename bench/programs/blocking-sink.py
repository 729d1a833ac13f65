# blocking-sink SIZE
import socket
import sys

size = int(sys.argv[1])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
sock, _ = listener.accept()
buffer = bytearray(size)
while sock.recv_into(buffer) > 0:
    pass
