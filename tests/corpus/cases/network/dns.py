# what: asks for the address of a name
# outcome: refused
# says: using the network
from right import *
import socket
socket.getaddrinfo("example.org", 80)
