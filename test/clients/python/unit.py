"""Runs each test function of a module of the Python SDK by itself, in the steps that steps.ts describes.

unit.py SDK-DIRECTORY MODULE-FILE [NAME...]
"""
import importlib.util
import os
import sys

from common import prepare, run_steps


def main():
    sdk, file, *names = sys.argv[1:]
    out = prepare(sdk)
    os.chdir(os.path.dirname(file))
    spec = importlib.util.spec_from_file_location("sdk_tests", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if hasattr(module, "setUp"):
        module.setUp()
    tests = names or [name for name in vars(module) if name.startswith("test_") and callable(vars(module)[name])]
    run_steps([(name, getattr(module, name)) for name in tests], out)


main()
