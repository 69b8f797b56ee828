# what: opens a TCP connection
# outcome: refused
# says: using the network (there is none)
from right import *
import socket
socket.create_connection(("127.0.0.1", 80))
