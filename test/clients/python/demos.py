"""Runs one demo of the Python SDK in the steps that steps.ts describes, whatever became of the one before.

demos.py SDK-DIRECTORY DEMO-FILE

A step is a statement at the top level, or under `if __name__`, or a function of the demo without arguments.
"""
import ast
import inspect
import os
import sys

from common import prepare, run_steps


def is_main(statement):
    return isinstance(statement, ast.If) and "__name__" in ast.dump(statement.test)


def takes_nothing(value):
    if not inspect.isfunction(value) or value.__module__ != "demo":
        return False
    return all(one.default is not one.empty for one in inspect.signature(value).parameters.values())


def steps(tree, scope):
    """Name and action of each. Where there are functions to call, what the demo itself calls of them is left out."""
    for statement in tree.body:
        if not is_main(statement):
            yield "line %d" % statement.lineno, action(statement, scope)
    functions = [(name, value) for name, value in scope.items() if takes_nothing(value)]
    yield from functions
    if not functions:
        for statement in [inner for outer in tree.body if is_main(outer) for inner in outer.body]:
            yield "line %d" % statement.lineno, action(statement, scope)


def action(statement, scope):
    code = compile(ast.Module([statement], []), "demo", "exec")
    return lambda: exec(code, scope)


def main():
    sdk, file = sys.argv[1:]
    out = prepare(sdk)
    os.chdir(os.path.dirname(file))
    with open(file, encoding="utf8") as source:
        tree = ast.parse(source.read())
    run_steps(steps(tree, {"__name__": "demo"}), out)


main()
