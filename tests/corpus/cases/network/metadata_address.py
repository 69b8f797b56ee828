# what: asks the cloud's metadata service
# outcome: refused
# says: using the network
from right import *
import urllib.request
print(urllib.request.urlopen("http://169.254.169.254/latest/meta-data/").read())
