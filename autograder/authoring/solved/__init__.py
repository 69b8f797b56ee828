"""`autograder new NAME --from solution.py`: a homework from somebody's solved file, for a TA to edit."""
