# what: opens a local socket
# outcome: refused
from right import *
import socket
socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
