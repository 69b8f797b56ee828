# what: reads the command line below __main__
# outcome: ok
from right import *
import argparse
if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.parse_args()
