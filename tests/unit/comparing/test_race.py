import asyncio
from random import Random

import pytest

from keju.comparing.duel import Duel, Place
from keju.comparing.race import Race, ahead
from keju.comparing.trials import Plot, trial
from keju.core.comparison import Ruling
from keju.core.design import Design


def duel(questions, attempts=1, units=None):
    units = units or [[Place(f"q{n}", None)] for n in range(questions)]
    return Duel(trial(Design(), Plot([len(unit) for unit in units])), units, attempts)


def play(referee, scores, seed=0, attempts=1):
    """Answer as sittings do, in a random order of arrival; return the race."""
    race, random = Race(referee, 2, attempts), Random(seed)

    async def sit(lane):
        tasks = []

        async def answer(position, attempt):
            for _ in range(random.randrange(6)):
                await asyncio.sleep(0)
            lane.settle(position, attempt, scores[lane.number](position, attempt))

        keys = ((p, a) for p in range(len(referee.units)) for a in range(attempts))
        for position, attempt in keys:
            if not await lane.admit(position, attempt):
                break
            tasks.append(asyncio.create_task(answer(position, attempt)))
        await asyncio.gather(*tasks)
        return len(tasks)

    async def both():
        return await asyncio.gather(*(sit(lane) for lane in race.lanes))

    return race, asyncio.run(both())


def better(position, _attempt):
    return float(position % 8 != 3)


def worse(position, _attempt):
    return float(position % 3 == 0)


@pytest.mark.parametrize("seed", range(5))
def test_answers_count_in_the_order_of_the_questions_however_they_arrive(seed):
    referee = duel(400)
    play(referee, [better, worse], seed)
    assert [group[0].item for group in referee.groups] == [
        f"q{n}" for n in range(len(referee.groups))
    ]
    straight = duel(400)
    straight.settle(0, [better(n, 0) for n in range(400)])
    straight.settle(1, [worse(n, 0) for n in range(400)])
    assert referee.trial.ruling is straight.trial.ruling is Ruling.A
    assert referee.trial.decided_at == straight.trial.decided_at


@pytest.mark.parametrize("seed", range(3))
def test_little_is_asked_beyond_the_verdict(seed):
    referee = duel(5_000)
    _, asked = play(referee, [better, worse], seed)
    decided = referee.trial.decided_at
    assert max(asked) <= decided + ahead(decided)


def test_nobody_runs_ahead_of_the_slower():
    referee = duel(100)
    race = Race(referee, 2, 1)
    assert race.limits == [ahead(0)] * 2
    for position in range(16):
        race.lanes[0].settle(position, 0, 1.0)
    assert race.limits == [16, 16]
    race.lanes[1].settle(1, 0, 1.0)  # question 0 is still out: nothing counts yet
    assert race.limits == [16, 16]
    race.lanes[1].settle(0, 0, 1.0)
    assert race.limits == [2 + ahead(2)] * 2


def test_several_attempts_are_averaged_and_one_without_a_score_leaves_the_pair_out():
    referee = duel(2, attempts=2)
    referee.settle(0, [1.0, 0.0, 1.0, 1.0])
    referee.settle(1, [1.0, 1.0, None, 1.0])
    (first,), (second,) = referee.groups
    assert (first.a, first.b, first.difference) == (0.5, 1.0, -0.5)
    assert (second.b, second.difference) == (None, None)


def test_a_cluster_is_fed_when_all_of_it_is_there():
    units = [[Place("a", "c"), Place("b", "c")], [Place("d", None)]]
    referee = duel(3, units=units)
    referee.settle(0, [1.0, 1.0, 1.0])
    referee.settle(1, [0.0])
    assert referee.groups == []
    referee.settle(1, [0.0])
    assert [pair.item for pair in referee.groups[0]] == ["a", "b"]


def test_a_race_that_is_stopped_lets_nobody_ask_again():
    race = Race(duel(100), 2, 1)
    halted = []

    async def scene():
        with race.lanes[0].attached(halted.append, lambda: halted.append("dropped")):
            waiting = asyncio.create_task(race.lanes[1].admit(50, 0))
            await asyncio.sleep(0)
            race.stop("budget")
            race.drop()
            return await waiting, await race.lanes[0].admit(0, 0)

    assert asyncio.run(scene()) == (False, False)
    assert halted == ["budget", "dropped"]
    assert race.stopped == "budget"


def test_draws_with_replacement_are_raced_in_their_own_order():
    order = [(1, 0), (0, 0), (1, 1)]
    referee = duel(3)
    race = Race(referee, 2, 1, order)
    for lane in race.lanes:
        for key in reversed(order):
            lane.settle(*key, 1.0)
    assert len(referee.groups) == 3
    assert [race.key(n) for n in range(4)] == [*order, None]
    assert [race.place(key) for key in order] == [0, 1, 2]
