from dataclasses import replace

import numpy as np
import pytest
from tiny_qwen3 import CONFIG, VOCABULARY, tiny, weights

from keju.models.decoding import Batch, Job, generate
from keju.models.qwen3_numpy import Cache, Qwen3

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


def test_a_prompt_that_is_read_in_parts_is_read_as_a_whole():
    wide = Qwen3(replace(CONFIG, context=200), weights())
    prompts = [
        tuple((3 * length + j * j) % VOCABULARY for j in range(length))
        for length in (130, 3, 65, 64, 63)
    ]
    outs = generate(wide, [Job(prompt, 99, max_tokens=4) for prompt in prompts])
    for prompt, out in zip(prompts, outs, strict=True):
        text = np.array([[*prompt, *out.tokens[:-1]]])
        states = wide.hidden(text, np.zeros(1, np.int64), Cache(wide.config, 1), 0)
        likeliest = wide.logits(states[0, len(prompt) - 1 :]).argmax(-1)
        assert out.tokens == likeliest.tolist()


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


def test_a_stop_ends_an_answer_and_is_left_out_but_counted(network):
    job = Job(PROMPTS[4], 99, max_tokens=10)
    tokens = generate(network, [job])[0].tokens
    stop = tuple(tokens[5:7])
    first = next(i for i in range(9) if tuple(tokens[i : i + 2]) == stop)
    ended = generate(network, [replace(job, stops=((98, 97), stop))])[0]
    assert (ended.stopped, ended.tokens, ended.written) == (True, tokens[:first], first + 2)


def test_a_stop_within_a_thought_ends_nothing(network):
    job = Job(PROMPTS[4], 99, max_tokens=10, temperature=2.0, seed=(3,))
    tokens = generate(network, [job])[0].tokens
    opening = tokens[0]
    closing = next(token for token in tokens[1:] if token != opening)
    place = tokens.index(closing)
    inside, outside = tokens[place - 1], tokens[place + 1]
    thinking = replace(job, thought=(opening, closing), stops=((inside,),))
    assert inside == opening or generate(network, [thinking])[0].written > place
    ended = generate(network, [replace(thinking, stops=((outside,),))])[0]
    assert ended.written == tokens.index(outside, place + 1) + 1
    begun = replace(job, prompt=(*job.prompt, opening), thought=(opening, closing))
    first = generate(network, [begun])[0].tokens[0]
    if first not in (opening, closing):
        assert generate(network, [replace(begun, stops=((first,),))])[0].written > 1


def test_the_nucleus_holds_the_fewest_likeliest_tokens_that_reach_the_share(network):
    states = network.hidden(np.array([PROMPTS[2]]), np.zeros(1, np.int64), Cache(CONFIG, 1), 0)
    logits = network.logits(states[0, -1]).astype(float) / 2.0
    shares = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    order = np.argsort(-shares)
    fewest = int(np.searchsorted(shares[order].cumsum(), 0.6)) + 1
    job = Job(PROMPTS[2], 99, max_tokens=1, temperature=2.0, top_p=0.6)
    # Half of the rows have no nucleus: theirs must not be touched.
    jobs = [replace(job, seed=(i,), top_p=(0.6, 1.0)[i % 2]) for i in range(2000)]
    firsts = np.array([out.tokens[0] for out in generate(network, jobs)])
    assert set(firsts[::2]) == set(order[:fewest].tolist())
    assert set(firsts[1::2]) > set(order[:fewest].tolist())


def test_the_paper_shows_the_tokens_while_they_are_written(network):
    paper, job = [], Job(PROMPTS[4], 99, max_tokens=6)
    batch = Batch(network, 2)
    batch.join([("a", replace(job, paper=paper))])
    seen = [len(paper)]
    while not (gone := batch.leave()):
        batch.step()
        seen.append(len(paper))
    assert seen == [1, 2, 3, 4, 5, 6]
    assert paper == gone[0][1].tokens == generate(network, [job])[0].tokens


def test_rows_that_are_dropped_leave_the_others_as_they_are(network):
    jobs = [replace(job, end=99, max_tokens=9) for job in SAMPLED[:6]]
    alone = generate(network, jobs)
    batch = Batch(network, 6)
    batch.join(enumerate(jobs))
    batch.step()
    batch.drop({0, 3, 5, 17})
    assert (len(batch), batch.room) == (3, 3)
    done = {}
    while len(batch):
        batch.step()
        done.update(batch.leave())
    assert done == {place: alone[place] for place in (1, 2, 4)}


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
