#!/bin/sh
# The question's tests/run.sh. The image has this project in /autograder, set up with `make`.
# What the grader prints for the staff goes to the job's log; what students see is in results.json.
mkdir -p /grade/results
/autograder/.venv/bin/autograder check mlp /grade/student --format prairielearn --output /grade/results/results.json ||
    [ $? -eq 1 ] # fewer than all points
