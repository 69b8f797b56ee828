"""Runs next to the student's main: what it writes to the working directory."""

import glob
import json
import os


def main(students_main, main_params):
    """Run the student's main; {file name: content} of the files MLP_*.json that it writes.

    Those of earlier runs are deleted first.
    """
    for name in glob.glob("MLP_*.json"):
        os.remove(name)
    students_main(main_params)
    found = {}
    for name in glob.glob("MLP_*.json"):
        with open(name) as file:
            text = file.read()
        try:
            found[name] = json.loads(text)
        except ValueError as error:
            question = "is json.dump called, and the file closed?"
            raise ValueError(f"main wrote {name}, but it is not valid JSON ({error}): {question}") from None
    return found
