"""What the rule says, test by test: each passes, in as many round trips as it says, or fails with the words it says."""

import contextlib
import math

import numpy as np
import torch
from gradescope_utils.autograder_utils.decorators import tags, weight

from autograder.checks import batch, by_ref, calls_of, check, check_close, put, tell, value_of
from autograder.sandbox.failures import StudentFailure

x = np.array([1.0, 2.0])


@weight(1)
@tags("in 1")
def test_plain_python(student, draw):
    W, X, upstream = draw((3, 2), (4, 3), (4, 2))
    layer = student.Layer(W)
    y = layer.forward(X)
    dX = layer.backward(upstream)
    check_close(
        {"y": y, "X": dX, "W": layer.gradient["W"]}, {"y": abs(X @ W), "X": upstream @ W.T, "W": X.T @ upstream}
    )


@weight(1)
@tags("in 3")
def test_methods_of_what_a_function_makes(student, draw):
    W, X = draw((3, 2), (4, 3))
    layer = student.made(W)
    check_close(layer.forward(X), abs(X @ W))
    check_close(layer.forward(2 * X), 2 * abs(X @ W))


@weight(1)
@tags("in 1")
def test_in_the_order_of_the_file(student, draw):
    student.noted = []
    first = student.note(0.5)
    student.note(1.5)
    second, all_of_them = student.note(2.5), student.noted
    check_close({"1": first, "2": second, "all": all_of_them}, {"1": 1, "2": 3, "all": [0.5, 1.5, 2.5]})


@weight(1)
@tags("in 0")
def test_nothing_is_sent_for_a_name(student, draw):
    forward = student.double
    assert forward is not None


@weight(1)
@tags("in 2")
def test_what_nobody_reads_is_carried_out(student, draw):
    before = len(student.noted)
    student.note(1)
    check_close(len(student.noted), before + 1)


@weight(1)
@tags("in 1")
def test_at_the_end(student, draw):
    student.note(7.5)


@weight(1)
@tags("in 2")
def test_truth(student, draw):
    assert student.double(x).all()
    assert not student.nothing(x)


@weight(1)
@tags("in 1")
def test_length(student, draw):
    assert len(student.double(x)) == 2


@weight(1)
@tags("in 1")
def test_unpacking(student, draw):
    loss, gradient = student.pair(x)
    check_close([loss, gradient], [3, 2 * x])


@weight(1)
@tags("in 3")
def test_comparisons(student, draw):
    assert student.note(1) >= 1 and student.text(x) == "relu" and "W" in student.table(x)


@weight(1)
@tags("in 1")
def test_an_item_of_an_item(student, draw):
    check_close(student.table(x)["b"]["inner"], 3 * x)


@weight(1)
@tags("in 1")
def test_a_dict(student, draw):
    t = student.table(x)
    check_close({**t}, {"W": x})
    assert sorted(t) == sorted(t.keys()) == ["W", "b"] and t.get("c", 5) == 5


@weight(1)
@tags("in 3")
def test_isinstance(student, draw):
    assert isinstance(student.pair(x), tuple) and isinstance(student.double(x), np.ndarray)
    assert not isinstance(student.table(x), list)


@weight(1)
@tags("in 3")
def test_numpy(student, draw):
    y = student.double(x)
    assert np.allclose(y, 2 * x) and np.shape(y) == (2,) and y.shape == (2,) and np.exp(y).shape == (2,)
    assert abs(float(student.pair(x)[0]) - 3) < 1e-9 and math.isclose(student.pair(x)[0], 3)


@weight(1)
@tags("in 2")
def test_torch(student, draw):
    y = student.tensor(x)
    t = torch.tensor(2 * x)
    assert torch.equal(y, t) and torch.as_tensor(y).dtype == torch.float64 and y.dtype == t.dtype
    assert bool((t - y == 0).all()) and torch.as_tensor(student.double(x)).shape == (2,)


@weight(1)
@tags("in 2")
def test_formatted(student, draw):
    assert f"{student.pair(x)[0]:.1f} {student.text(x)}" == "3.0 relu"


@weight(1)
@tags("in 1")
def test_operators_of_objects(student, draw):
    a = student.Value(3.0)
    b = (2 * a * a).tanh() * 3
    check_close([b.data, (a * 2).data], [3 * np.tanh(18), 6])


@weight(1)
@tags("in 1")
def test_of_a_function_that_makes_objects(student, draw):
    check_close((student.make(2.0).tanh() * student.make(3.0)).data, 3 * np.tanh(2.0))


@weight(1)
@tags("in 6")
def test_answers_stay_here(student, draw):
    student.noted = []
    y, w = student.liar(x), student.liar(x)
    assert not (student.liar(x) > 1).any() and not (student.liar(x) == x).any()
    check_close(y - 0.5, [-0.5, -0.5])
    check_close(w.sum(), 0)
    assert not np.allclose(student.liar(x), x)
    assert not torch.as_tensor(student.liar(x)).any()
    assert not student.liar(x).all()
    assert len(student.noted) == 0


@weight(1)
@tags("in 1")
def test_no_array_is_sent_to_what_may_be_plain(student, draw):
    t = student.tensor(x)
    assert t.allclose(torch.tensor(2 * x))
    assert not t.eq(torch.tensor(x)).any()


@weight(1)
@tags("in 1")
def test_a_value_is_as_it_was_in_its_turn(student, draw):
    a, b = student.overwrites(x), student.overwrites(3 * x)
    check_close([a, b], [x, 3 * x])


@weight(1)
@tags("in 1")
def test_an_argument_is_as_it_was_in_its_turn(student, draw):
    z = np.array(x)
    y = student.double(z)
    z[:] = 9
    check_close(y, 2 * x)


@weight(1)
@tags("in 2")
def test_a_promise_as_an_argument(student, draw):
    y = student.double(x)
    check_close(student.double(y), 4 * x)
    check_close(student.double(y), 4 * x)


@weight(1)
@tags("in 1")
def test_setting_what_was_promised(student, draw):
    layer = student.Layer(x)
    layer.gradient["W"] = 2 * x
    layer.W[0] = 5.0
    layer.W *= 2
    check_close([layer.gradient["W"], layer.W], [2 * x, [10, 4]])


@weight(1)
@tags("in 1")
def test_a_copy_is_not_set(student, draw):
    t = student.table(x)
    len(t)
    try:
        t["W"] = x
    except TypeError as error:
        assert "copy" in str(error)
    else:
        raise AssertionError


@weight(1)
@tags("in 1")
def test_as_much_time_as_one_by_one(student, draw):
    a, b, c = student.slow(1), student.slow(2), student.slow(3)
    check_close([a, b, c], [1, 2, 3])


@weight(1)
@tags("in 3")
def test_very_many(student, draw):
    ys = [student.double(k) for k in range(500)]
    check_close(ys, [2 * k for k in range(500)])


@weight(1)
@tags("in 4")
def test_objects_are_refused(student, draw):
    for refused in (lambda v: v == 6, bool, lambda v: {v: 1}, lambda v: v != 6):
        for value in (student.Value(2.0), student.Value(2.0) * 3, student.make(2.0)):
            try:
                refused(value)
            except TypeError as error:
                assert "check_close" in str(error)
            else:
                raise AssertionError


@weight(1)
@tags("in 1")
def test_no_verdict_of_an_object(student, draw):
    try:
        check(student.Value(2.0) < student.Value(1.0), "less")
    except TypeError:
        pass
    else:
        raise AssertionError


@weight(1)
@tags("in 1")
def test_a_caught_failure(student, draw):
    with contextlib.suppress(StudentFailure):
        value_of(student.fails(x))
    check_close(student.double(x), 2 * x)


@weight(1)
@tags("in 3")
def test_needless_words_still_work(student, draw):
    layer = student.Layer(np.eye(2))
    there = put(student, x)
    tell(layer.forward, x)
    y, g, after = batch([(layer.forward, (x,)), by_ref(layer).W, by_ref(there)])
    check_close(
        [y, g, after, value_of(there), value_of(student.double(x)), value_of(5)], [x, np.eye(2), x, x, 2 * x, 5]
    )


@weight(1)
@tags("fails raised ValueError: not like ndarray")
def test_unread(student, draw):
    student.fails(x)


@weight(1)
@tags("fails raised ValueError")
def test_unread_and_dropped(student, draw):
    student.fails(x)


@weight(1)
@tags("has no attribute 'nowhere'")
def test_unread_attribute(student, draw):
    student.Layer(x).broken  # noqa: B018 - as a statement it is carried out, too


@weight(1)
@tags("fails raised ValueError")
def test_before_what_is_needed(student, draw):
    student.fails(x)
    check_close(student.double(x), 2 * x)


@weight(1)
@tags("fails raised ValueError")
def test_swallowed_where_something_else_was_needed(student, draw):
    student.fails(x)
    with contextlib.suppress(StudentFailure):
        check_close(student.double(x), x)


@weight(1)
@tags("fails raised ValueError")
def test_what_builds_upon_it(student, draw):
    check_close(student.double(student.fails(x)), x)


@weight(1)
@tags("fails raised ValueError")
def test_read_again(student, draw):
    y = student.fails(x)
    for _ in range(2):
        with contextlib.suppress(StudentFailure):
            value_of(y)
    check_close(y, x)


@weight(1)
@tags("table['c'] raised KeyError")
def test_an_item_that_is_not_there(student, draw):
    check_close(student.table(x)["c"], x)


@weight(1)
@tags("`double`")
def test_a_name_that_is_not_there(student, draw):
    student.doubel(x)


@weight(1)
@tags("z is wrong")
def test_wrong_after_right(student, draw):
    y = student.double(x)
    check_close(y, 2 * x, of="y")
    check_close(student.double(y), x, of="z")


@weight(1)
@tags("y is wrong")
def test_the_next_is_not_blamed(student, draw):
    check_close(student.double(x), x, of="y")
    student.fails(x)


@weight(1)
@tags("fails raised ValueError")
def test_before_what_the_test_says_itself(student, draw):
    student.fails(x)
    check(len([]) > 0, "nothing is there")


@weight(1)
@tags("fails raised ValueError")
def test_where_the_test_stumbles(student, draw):
    student.fails(x)
    [].pop()


@weight(1)
@tags("in 2")
def test_the_calls_that_are_made(student, draw):
    layer = student.Layer(np.eye(2))
    with calls_of(student) as calls:
        layer.forward(x)
        layer.backward(x)
        student.apply(student.double, 1)
    assert calls == ["Layer.forward", "Layer.activate", "Layer.backward", "apply", "double", "double"]
    student.double(x)
    assert len(calls) == 6


@weight(1)
@tags("fails raised ValueError")
def test_what_fails_while_calls_are_noted(student, draw):
    with calls_of(student):
        student.fails(x)


@weight(1)
@tags("in 3")
def test_a_function_of_the_test(student, beside, draw):
    probe = beside("probe")
    counted = probe.Counted()
    check_close(student.apply(probe.add_half, x), x + 1)
    with calls_of(student) as calls:
        result = student.apply(counted, 2 * x)
    actual = {"result": result, "times": counted.times, "first": counted.seen[0]}
    check_close(actual, {"result": 8 * x, "times": 2, "first": 2 * x})
    assert calls == ["apply"]


@weight(1)
@tags("apply raised IndexError")
def test_a_function_of_the_test_that_fails(student, beside, draw):
    student.apply(beside("probe").fails, x)


@weight(1)
@tags("in 5")
def test_numbers_for_an_object_that_a_function_made(student, draw):
    value = student.make(2.0)
    check_close(value.scaled(0.5).data, 1)
    check_close(value.scaled(1.5).data, 3)
    check_close(student.make(2.0).twin.scaled(0.5).data, 1)


@weight(1)
@tags("in 1")
def test_within_a_with_of_theirs(student, draw):
    with student.quiet():
        within = student.is_quiet()
    after = student.is_quiet()
    check_close([within, after], [1.0, 0.0])


@weight(1)
@tags("in 2")
def test_a_with_ends_whatever_is_raised_within(student, draw):
    with contextlib.suppress(ZeroDivisionError), student.quiet():
        1 / 0  # noqa: B018
    check_close(student.is_quiet(), 0.0)


@weight(1)
@tags("a Value cannot be used in a `with`")
def test_a_with_of_what_is_none(student, draw):
    with student.Value(1.0):
        pass


@weight(1)
@tags("in 2")
def test_a_number_of_an_object(student, draw):
    assert float(student.Value(1.5) * 2) == 3.0
