# what: reads the command line at import
# outcome: error
from right import *
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("data")
parser.parse_args()
