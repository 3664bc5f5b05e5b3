"""Functions that misbehave, imported by worker processes in test_workers.py."""

import os
import sys
import time


def forever():
    while True:
        pass


def sleeps(seconds):
    time.sleep(seconds)
    return seconds


def dies():
    os._exit(7)


def ends():
    sys.exit(3)


def raises(words):
    raise ValueError(words)


def not_json():
    return {1, 2}


def fills(megabytes):
    return len(bytearray(megabytes << 20))


def prints_and_reads():
    os.write(1, b"noise on standard output")
    return sys.stdin.read()


def process():
    return os.getpid()


def echo(value):
    return value
