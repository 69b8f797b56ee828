# what: makes a pair of sockets
# outcome: refused
from right import *
import socket
socket.socketpair()
