# what: sets logging up and changes its working directory
# outcome: ok
from right import *
import logging, os
logging.basicConfig(level="DEBUG", filename="log.txt")
logging.info("here")
os.makedirs("out", exist_ok=True)
os.chdir("out")
