from dataclasses import replace

import numpy as np
import pytest
from tiny_qwen3 import CONFIG, VOCABULARY, tiny

from keju.models.decoding import Batch, Job, generate
from keju.models.qwen3_numpy import Cache

END = 3
# The shortest first, the longest in the middle: rows leave in another order than they came.
PROMPTS = [tuple((7 * i + j * j) % VOCABULARY for j in range(1 + 5 * i % 17)) for i in range(24)]
GREEDY = [Job(prompt, END, max_tokens=4 + i % 9) for i, prompt in enumerate(PROMPTS)]
SAMPLED = [replace(job, temperature=1.0, seed=(5, i)) for i, job in enumerate(GREEDY)]


@pytest.fixture(scope="module")
def network():
    return tiny()


@pytest.mark.parametrize("jobs", [GREEDY, SAMPLED], ids=["greedy", "sampled"])
def test_an_answer_does_not_depend_on_who_shares_the_batch(network, jobs):
    alone = [generate(network, [job])[0] for job in jobs]
    assert generate(network, jobs) == alone
    assert generate(network, jobs, capacity=5) == alone
    assert generate(network, jobs[::-1], capacity=7) == alone[::-1]


def test_sampling_depends_on_the_seed_and_greed_does_not(network):
    def texts(temperature):
        job = Job(PROMPTS[5], 99, max_tokens=12, temperature=temperature)
        jobs = [replace(job, seed=(seed,)) for seed in range(8)]
        return {tuple(out.tokens) for out in generate(network, jobs)}

    assert len(texts(1.0)) > 4
    assert len(texts(0.0)) == 1


def test_samples_follow_the_softmax(network):
    jobs = [Job(PROMPTS[2], END, max_tokens=1, temperature=2.0, seed=(i,)) for i in range(2000)]
    firsts = [(*out.tokens, END)[0] for out in generate(network, jobs)]
    tokens = np.array([PROMPTS[2]])
    states = network.hidden(tokens, np.zeros(1, np.int64), Cache(CONFIG, 1), 0)
    logits = network.logits(states[0, -1]).astype(float) / 2.0
    expected = np.exp(logits - logits.max())
    expected /= expected.sum()
    found = np.bincount(firsts, minlength=VOCABULARY) / len(firsts)
    # Five standard deviations of a binomial share, for each token.
    assert (abs(found - expected) < 5 * np.sqrt(expected / len(firsts)) + 1e-9).all()


def test_the_end_token_stops_and_is_left_out(network):
    job = Job(PROMPTS[4], 99, max_tokens=10)
    tokens = generate(network, [job])[0].tokens
    ended = generate(network, [replace(job, end=tokens[4])])[0]
    first = tokens.index(tokens[4])
    assert ended.stopped
    assert ended.tokens == tokens[:first]


def test_the_limit_cuts_an_answer(network):
    out = generate(network, [Job(PROMPTS[4], 99, max_tokens=6)])[0]
    assert not out.stopped
    assert len(out.tokens) == 6


def test_the_context_cuts_an_answer(network):
    prompt = tuple(i % VOCABULARY for i in range(CONFIG.context - 3))
    assert len(generate(network, [Job(prompt, 99, max_tokens=50)])[0].tokens) == 3


def test_a_prompt_that_fills_the_context_is_refused(network):
    with pytest.raises(ValueError, match="do not fit into a context of 64"):
        generate(network, [Job((1,) * CONFIG.context, END)])


def test_a_full_batch_has_no_room_and_an_empty_one_welcomes(network):
    batch = Batch(network, 2)
    assert batch.welcoming
    batch.join([("a", Job(PROMPTS[3], 99)), ("b", Job(PROMPTS[3], 99, max_tokens=1))])
    assert (batch.room, batch.welcoming) == (0, False)
    assert [ticket for ticket, _ in batch.leave()] == ["b"]
    assert (batch.room, batch.welcoming) == (1, True)


def test_no_jobs_give_no_answers(network):
    assert generate(network, []) == []
