"""An autograder for backpropagation homework: values cross the boundary, verdicts never do."""

__version__ = "0.1.0"
