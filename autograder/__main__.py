"""`python -m autograder` and the command `autograder`."""

import sys
from typing import NoReturn

from autograder.environment import restart_clean


def main() -> NoReturn:
    """Run the command. Everything else is imported after the restart, and so only once."""
    restart_clean("autograder", sys.argv[1:])
    from autograder.cli import main as run

    run()


if __name__ == "__main__":
    main()
