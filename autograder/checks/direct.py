"""Runs a hidden test without pytest's machinery if the test uses only its fixtures.

pytest's way of setting up fixtures costs more than all else that the grader does for a test. What comes of it for a
plain test is little: the fixture functions that the test asks for are called, each after those that it asks for itself,
then the test, and then the generators among them go on to their ends. `plan` finds out once whether a collected test is
such a one, and `run` does just that. Every other test goes through pytest.
"""

import inspect
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import pytest
from _pytest.python import get_direct_param_fixture_func

# What pytest offers to plugins around a test. Where a conftest.py takes part, the test goes through pytest.
_HOOKS = (
    "pytest_runtest_setup", "pytest_runtest_call", "pytest_runtest_teardown", "pytest_pyfunc_call",
    "pytest_fixture_setup", "pytest_fixture_post_finalizer",
)  # fmt: skip
_MARKS = ("skip", "skipif", "xfail")


class _Fixture(NamedTuple):
    name: str
    function: Callable[..., Any]
    arguments: Sequence[str]
    is_generator: bool


class Plan(NamedTuple):
    """What is called for one test: the fixtures in this order, then the test with `arguments`."""

    parameters: dict[str, Any]
    fixtures: list[_Fixture]
    test: Callable[..., Any]
    arguments: Sequence[str]


class _NotPlainError(Exception):
    """The test needs pytest."""


def plan(item: pytest.Item) -> Plan | None:
    """How to run the test without pytest; None for one that asks for more than plain fixtures of its own.

    More is: `request` (so a scope beyond the function, parameters of a fixture, setup_function and the like), a fixture
    that overrides another one, a class, marks that skip, async functions, and hooks of a conftest.py.
    """
    if type(item) is not pytest.Function or item.cls is not None or inspect.iscoroutinefunction(item.obj):
        return None
    if any(item.get_closest_marker(mark) for mark in _MARKS) or any(_is_hooked(item, hook) for hook in _HOOKS):
        return None
    fixtures: dict[str, _Fixture] = {}
    parameters: dict[str, Any] = {}
    try:
        for name in item.fixturenames:
            _add(name, item, fixtures, parameters)
    except _NotPlainError:
        return None
    return Plan(parameters, list(fixtures.values()), item.obj, item._fixtureinfo.argnames)


def _is_hooked(item: pytest.Item, hook: str) -> bool:
    """Whether somebody besides pytest and the grader wants to know of each test."""
    implementations = getattr(item.ihook, hook).get_hookimpls()
    return any(one.function.__module__.partition(".")[0] not in ("_pytest", "autograder") for one in implementations)


def _add(name: str, item: pytest.Function, fixtures: dict[str, _Fixture], parameters: dict[str, Any]) -> None:
    """Put the fixture behind those that it asks for."""
    if name in fixtures or name in parameters:
        return
    definitions = item._fixtureinfo.name2fixturedefs.get(name, ())
    if len(definitions) != 1:  # `request`, or one that overrides another
        raise _NotPlainError
    (definition,) = definitions
    if definition.func is get_direct_param_fixture_func:
        parameters[name] = item.callspec.params[name]
        return
    function = definition.func
    if definition.scope != "function" or definition.params is not None or inspect.iscoroutinefunction(function):
        raise _NotPlainError
    for argument in definition.argnames:
        _add(argument, item, fixtures, parameters)
    fixtures[name] = _Fixture(name, function, definition.argnames, inspect.isgeneratorfunction(function))


def run(plan: Plan, around: AbstractContextManager[None]) -> BaseException | None:
    """Set up, call the test within `around`, tear down. Returns the first thing that was raised."""
    values = dict(plan.parameters)
    generators: list[Any] = []

    def until_torn_down() -> None:
        for name, function, arguments, is_generator in plan.fixtures:
            value = function(**{argument: values[argument] for argument in arguments})
            if is_generator:
                generators.append(value)
                value = next(value)
            values[name] = value
        with around:
            plan.test(**{argument: values[argument] for argument in plan.arguments})

    failure = raised(until_torn_down)
    while generators:
        in_teardown = raised(lambda: _finish(generators.pop()))
        failure = in_teardown if failure is None else failure
    return failure


def _finish(generator: Generator[Any, None, None]) -> None:
    for _ in generator:
        raise RuntimeError("a fixture has more than one yield")


def raised(*steps: Callable[[], object]) -> BaseException | None:
    """What the first of the steps that fails raises."""
    try:
        for step in steps:
            step()
    except (KeyboardInterrupt, pytest.exit.Exception):
        raise
    except BaseException as error:  # pytest.skip and pytest.fail raise more than an Exception
        return error
    return None
