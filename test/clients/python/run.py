"""Runs each test function of a module of the Python SDK by itself, and prints one line of JSON for each.

run.py SDK-DIRECTORY MODULE-FILE [NAME...]
"""
import importlib
import importlib.util
import json
import os
import signal
import sys
import time
import traceback

LONGEST_S = 60
LONGEST_PAUSE_S = 0.05

# The SDK tries each 5xx four times, with seconds between: that is its own affair, and not worth waiting for.
sleep = time.sleep
time.sleep = lambda seconds: sleep(min(seconds, LONGEST_PAUSE_S))


def alias_debians_crypto():
    """Debian has pycryptodome under the name Cryptodome; the SDK asks for Crypto."""
    if importlib.util.find_spec("Crypto") is None:
        for name in ("", ".Cipher", ".Hash", ".PublicKey", ".Random", ".Util"):
            sys.modules["Crypto" + name] = importlib.import_module("Cryptodome" + name)


class TooLong(Exception):
    pass


def give_up(_signal, _frame):
    raise TooLong("took longer than %d s" % LONGEST_S)


def refusal(error):
    """The service's own "not implemented", where that is what a test ended by."""
    while error is not None:
        status = getattr(error, "get_status_code", None)
        if callable(status) and status() == 501:
            return "%s: %s" % (error.get_error_code(), error.get_error_msg())
        error = error.__cause__ or error.__context__
    return None


def outcome(run):
    signal.alarm(LONGEST_S)
    try:
        run()
        return {"kind": "passed"}
    except BaseException as error:  # assertions, and whatever a test throws
        said = refusal(error)
        if said is not None:
            return {"kind": "refused", "detail": said}
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = "%s: %s" % (error.get_error_code(), error.get_error_msg()) if hasattr(error, "get_error_code") else error
        place = "%s:%d" % (os.path.basename(where.filename), where.lineno)
        return {"kind": "failed", "detail": "%s: %s (%s)" % (type(error).__name__, said, place)}
    finally:
        signal.alarm(0)


def main():
    sdk, file, *names = sys.argv[1:]
    sys.path.insert(0, sdk)
    alias_debians_crypto()
    os.chdir(os.path.dirname(file))
    signal.signal(signal.SIGALRM, give_up)
    out = os.fdopen(os.dup(1), "w")
    sys.stdout = sys.stderr
    spec = importlib.util.spec_from_file_location("sdk_tests", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if hasattr(module, "setUp"):
        module.setUp()
    for name in names or [name for name in vars(module) if name.startswith("test_") and callable(vars(module)[name])]:
        print(json.dumps({"name": name, **outcome(getattr(module, name))}), file=out, flush=True)


main()
