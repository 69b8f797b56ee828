"""The course here is for the grader to run, not for pytest."""

collect_ignore = ["course"]
