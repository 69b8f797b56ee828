"""The wall between the grader and the student's code: values cross it, verdicts never do."""
