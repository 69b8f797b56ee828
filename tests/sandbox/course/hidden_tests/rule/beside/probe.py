"""Functions of the test that the student's code is given."""


def add_half(x):
    return x + 0.5


def fails(x):
    return list(x)[len(x)]


class Counted:
    def __init__(self):
        self.times, self.seen = 0, []

    def __call__(self, x):
        self.times += 1
        self.seen.append(x)
        return 2 * x
