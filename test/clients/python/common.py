"""What every program here needs of the SDK and of its interpreter."""
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


class TooLong(Exception):
    pass


def prepare(sdk):
    """Makes the SDK in this directory importable, and returns where to write results: what it prints goes to standard error."""
    sys.path.insert(0, sdk)
    shorten_pauses()
    alias_debians_crypto()
    signal.signal(signal.SIGALRM, give_up)
    out = os.fdopen(os.dup(1), "w")
    sys.stdout = sys.stderr
    return out


def shorten_pauses():
    """The SDK tries each 5xx four times, with seconds between: that is its own affair, and not worth waiting for."""
    sleep = time.sleep
    time.sleep = lambda seconds: sleep(min(seconds, LONGEST_PAUSE_S))


def alias_debians_crypto():
    """Debian has pycryptodome under the name Cryptodome; the SDK asks for Crypto."""
    if importlib.util.find_spec("Crypto") is None:
        for name in ("", ".Cipher", ".Hash", ".PublicKey", ".Random", ".Util"):
            sys.modules["Crypto" + name] = importlib.import_module("Cryptodome" + name)


def give_up(_signal, _frame):
    raise TooLong("took longer than %d s" % LONGEST_S)


def thrown_by(run):
    """Runs it within the limit of time, and returns what it threw, or None."""
    signal.alarm(LONGEST_S)
    try:
        run()
        return None
    except BaseException as error:  # assertions, exits, and whatever a program throws
        return error
    finally:
        signal.alarm(0)


def describe(error):
    where = traceback.extract_tb(error.__traceback__)[-1]
    return "%s: %s (%s:%d)" % (type(error).__name__, error, os.path.basename(where.filename), where.lineno)


def run_steps(steps, out):
    """Runs each (name, action), says what it threw, and waits to be told to go on."""
    for name, run in steps:
        error = thrown_by(run)
        thrown = {} if error is None else {"thrown": describe(error)}
        print(json.dumps({"name": name, **thrown}), file=out, flush=True)
        sys.stdin.readline()
