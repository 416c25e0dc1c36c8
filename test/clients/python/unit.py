"""Runs each test function of a module of the Python SDK by itself, and prints one line of JSON for each.

unit.py SDK-DIRECTORY MODULE-FILE [NAME...]
"""
import importlib.util
import json
import os
import sys

from common import describe, prepare, thrown_by

REFUSALS = ("NotImplemented", "InvalidHost")


def refusal(error):
    """The service's own word that it does not have this, where that is what a test ended by."""
    while error is not None:
        if hasattr(error, "get_error_code") and error.get_error_code() in REFUSALS:
            return "%s: %s" % (error.get_error_code(), error.get_error_msg())
        error = error.__cause__ or error.__context__
    return None


def outcome(run):
    error = thrown_by(run)
    if error is None:
        return {"kind": "passed"}
    said = refusal(error)
    return {"kind": "refused", "detail": said} if said else {"kind": "failed", "detail": describe(error)}


def main():
    sdk, file, *names = sys.argv[1:]
    out = prepare(sdk)
    os.chdir(os.path.dirname(file))
    spec = importlib.util.spec_from_file_location("sdk_tests", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if hasattr(module, "setUp"):
        module.setUp()
    for name in names or [name for name in vars(module) if name.startswith("test_") and callable(vars(module)[name])]:
        print(json.dumps({"name": name, **outcome(getattr(module, name))}), file=out, flush=True)


main()
