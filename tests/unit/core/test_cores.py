import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from keju.core.cores import cores


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system binds no threads")
def test_only_the_cores_that_we_may_use_count():
    def bound():
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        return cores()

    with ThreadPoolExecutor(1) as one:  # on Linux it is the thread that is bound
        assert one.submit(bound).result() == 1


def test_there_is_one_core_where_nobody_can_say(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1
