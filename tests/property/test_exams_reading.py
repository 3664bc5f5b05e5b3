"""A second reader answers the English papers from their text alone, and agrees.

It knows the sentences of the exam and the rules that a prompt states, and shares no code with the
world that made them: it reads, puts into order, plays through with names and answers.
"""

import re
from collections import defaultdict
from itertools import islice

import pytest

from keju.core.records import Item
from keju.exams import exam

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
WORDS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
THING, PLACE, GOOD = (
    r"(the \w+ (?:key|notebook|envelope|ring|ribbon|whistle|medal|watch))",
    r"(the (?:post office|tea house|\w+))",
    r"(\w+)",
)


def number(word: str) -> int:
    return WORDS.index(word) if word in WORDS else int({"an": "1"}.get(word, word))


def singular(good: str) -> str:
    return {"cherries": "cherry"}.get(good, good.removesuffix("s"))


def clock(words: str) -> int:
    if words == "noon":
        return 12
    hour, half = re.match(r"(\d+)(?::\d\d)? ([ap])", words).groups()
    return int(hour) % 12 + 12 * (half == "p")


MOMENT = r"(at the end|on \w+ at .+?)"
QUESTIONS = {
    rf"Who had {THING} {MOMENT}\?": "holder",
    rf"Where was {THING} {MOMENT}, whether .+": "lies",
    rf"Where was (\w+) {MOMENT}\?": "where",
    rf"How many of the people were at {PLACE} {MOMENT}\?": "heads",
    rf"How many (\w+) did (\w+) have {MOMENT}\?": "count",
    r"When did this happen: “(.+)”\?": "when",
    r"In which order .+\?\n\(1\) (.+)\n\(2\) (.+)\n\(3\) (.+)": "order",
    r"Which of these things really happened\?": "true",
    r"Which of these things did NOT happen\?": "false",
    r"Which of these places did (\w+) never set foot in.+": "never",
    rf"From whom did (\w+) receive {THING}\?": "giver",
    r"One sentence of the passage reads: “(.+)” Who is .+": "pronoun",
    rf"At the end, what does (\w+) believe about {THING}\?": "belief",
    rf"At the end, what does (\w+) think that (\w+) believes about {THING}\?": "nested",
}


class Reader:
    """Reads one passage; afterwards ``states`` holds (time, state) in order."""

    def __init__(self, opening: str, body: str) -> None:
        self.state = {"at": {}, "where": {}, "owned": {}}
        self.sex: dict[str, str] = {}
        self.alias: dict[str, str] = {}
        self.wet: set[int] = set()
        self.open(opening + " " + body)
        person = "|".join(sorted({*self.sex, *self.alias}, key=len, reverse=True))
        self.person = rf"({person}|she|he|her|him|whoever had {THING[1:-1]} at that moment)"
        self.happened: list[tuple[int, str, list[str]]] = []
        self.cited: dict[str, str] = {}
        body = re.sub(r" ?It rained [^.]+\.$", "", body)
        self.tell(re.split(r"(?<=\.)\s+(?=[A-Z])", body))
        self.play()

    def open(self, text: str) -> None:
        pattern = (
            r"(\w+), the (\w+), is a (woman|man) from (\w+)\. At the beginning s?he was at "
            rf"{PLACE}(?:,| and) had ([\w ]+?)(?:, and carried ([^.]+))?\."
        )
        for name, trade, sex, town, place, had, carried in re.findall(pattern, text):
            self.sex[name] = sex
            self.alias |= {f"the {trade}": name, f"the {sex} from {town}": name}
            self.state["at"][name] = place
            pairs = (part.split() for part in had.split(" and "))
            self.state["owned"][name] = {singular(good): number(n) for n, good in pairs}
            for thing in re.findall(THING, carried):
                self.state["where"][thing] = name
        for thing, place in re.findall(rf"{THING.replace('the', 'The')} lay at {PLACE}\.", text):
            self.state["where"][thing.lower()] = place
        if "It rained on each" in text:
            self.wet = set(range(5))
        elif rained := re.search(r"It rained ([^;]+); the other days were dry", text):
            self.wet = {DAYS.index(day) for day in re.findall(r"on (\w+)", rained[1])}
        people, things = self.sex, self.state["where"]
        self.mind = {one: dict(things) for one in people}
        self.inner = {(one, other): dict(things) for one in people for other in people}

    def tell(self, sentences: list[str]) -> None:
        time, near = 0, []
        for sentence in sentences:
            time, clause = self.time(sentence, time)
            kind, words = self.deed(clause)
            said = [words[i] for i in range(len(words)) if re.fullmatch(self.person, words[i])]
            meant = {word: self.who(word, near) for word in said}
            if said and said[0] in {"she", "he"}:
                self.cited[sentence] = meant[said[0]]
            words = [meant.get(word, word) for word in words]
            self.happened.append((time, kind, words))
            near = [meant[word] for word in said]
            if kind == "crowd" or any(word.startswith("whoever") for word in near):
                near = []

    def time(self, sentence: str, last: int) -> tuple[int, str]:
        if found := re.match(r"On (\w+) at (noon|\d+ [ap]\.m\.), (.+)\.$", sentence):
            return 24 * DAYS.index(found[1]) + clock(found[2]), found[3]
        found = re.match(
            r"(?:Earlier that day, )?at (noon|\d+ [ap]\.m\.), (.+)\.$", sentence, re.IGNORECASE
        )
        if found:
            return last // 24 * 24 + clock(found[1]), found[2]
        count, way, clause = re.match(r"(\w+) hours? (earlier|later), (.+)\.$", sentence).groups()
        return last + number(count.lower()) * (1 if way == "later" else -1), clause

    def who(self, word: str, near: list[str]) -> str:
        if word in {"she", "he", "her", "him"}:
            sex = "woman" if word in {"she", "her"} else "man"
            (one,) = {person for person in near if self.sex[person] == sex}
            return one
        return self.alias.get(word, word)

    def deed(self, clause: str) -> tuple[str, list[str]]:
        who, went, gave = self.person, "(?:had )?(?:went|gone|walked)", "(?:had )?(?:gave|given)"
        patterns = {
            "not_but": rf"{who} {went} not to {PLACE} but to {PLACE}",
            "move": rf"{who} {went} to {PLACE}",
            "crowd": rf"everyone who was with {who} {went} to {PLACE} without (?:her|him)",
            "weather": rf"{who} {went} where the weather of that day (?:had )?sent (?:her|him): to "
            rf"{PLACE} if it rained, to {PLACE} if it stayed dry",
            "take": rf"{who} (?:had )?(?:picked up|took|taken) {THING}"
            "(?:, which had been lying there)?",
            "put": rf"{who} (?:had )?put {THING} (?:away on the spot"
            "|down and (?:had )?left it there)",
            "lose": rf"{who}, without noticing it, (?:had )?dropped {THING} on the spot; "
            "nobody else (?:had )?noticed either",
            "not_to": rf"{who} {gave} {THING} not to {who} but to {who}",
            "give_to": rf"{who} (?:{gave}|(?:had )?handed) {THING} to {who}",
            "give": rf"{who} (?:{gave}|(?:had )?handed) {who} {THING}",
            "swap": rf"{who} {gave} {who} {THING} and (?:had )?received {THING} in return",
            "tell_self": rf"{who} (?:had )?told {who}, “I have {THING}”",
            "tell_has": rf"{who} (?:had )?told {who} that {who} had {THING}",
            "tell_lies": rf"{who} (?:had )?told {who} that {THING} was lying at {PLACE}",
            "match": rf"{who} (?:had )?bought exactly as many {GOOD} as {who} had at that moment",
            "buy": rf"{who} (?:had )?bought (\w+) {GOOD}",
            "eat": rf"{who} (?:had )?(?:ate|eaten) (\w+) of (?:her|his) {GOOD}",
            "half": rf"{who} {gave} {who} half of (?:her|his) own {GOOD}",
            "rest": rf"{who} {gave} {who} all but (\w+) of (?:her|his) own {GOOD}",
            "hand": rf"{who} {gave} {who} (\w+) {GOOD}",
            "plan": rf"{who} (?:had )?(?:wanted|meant) to go to {PLACE}, but (?:had )?changed "
            "(?:her|his) mind and stayed",
            "refrain": rf"{who} (?:had )?thought of taking {THING}, "
            "but (?:did not|had not done so)",
            "refuse": rf"{who} (?:had )?refused to give {who} {THING}",
            "not_give": rf"{who} (?:did not give|had not given) {who} {THING}, though asked to",
        }
        for kind, pattern in patterns.items():
            if found := re.fullmatch(pattern, clause):
                return kind, list(found.groups())
        raise AssertionError(clause)

    def play(self) -> None:
        self.happened.sort(key=lambda one: one[0])
        self.facts: list[tuple[int, str]] = []
        self.history = [(-1, self.snapshot())]
        for time, kind, words in self.happened:
            if words[0].startswith("whoever"):
                thing = re.search(THING, words[0])[1]
                words[0] = self.state["where"][thing]
                assert words[0] in self.sex
            getattr(self, f"do_{kind}")(time, *words)
            self.history.append((time, self.snapshot()))

    def snapshot(self):
        return {key: dict(value) for key, value in self.state.items()} | {
            "owned": {who: dict(own) for who, own in self.state["owned"].items()}
        }

    def move(self, time: int, who: str, place: str) -> None:
        self.state["at"][who] = place
        self.facts.append((time, f"{who} went to {place}"))

    def pass_on(self, who: str, thing: str, where: str) -> None:
        here = [p for p, at in self.state["at"].items() if at == self.state["at"][who]]
        self.state["where"][thing] = where
        for one in here:
            self.mind[one][thing] = where
            for other in here:
                self.inner[one, other][thing] = where

    def give(self, time: int, who: str, thing: str, other: str) -> None:
        assert self.state["where"][thing] == who
        assert self.state["at"][who] == self.state["at"][other]
        self.pass_on(who, thing, other)
        self.facts.append((time, f"{who} gave {thing} to {other}"))

    def told(self, who: str, other: str, thing: str, where: str) -> None:
        assert self.state["at"][who] == self.state["at"][other]
        self.mind[other][thing] = where
        self.inner[who, other][thing] = self.inner[other, who][thing] = where

    def shift(self, who: str, good: str, count: int, other: str | None = None) -> None:
        own = self.state["owned"]
        own[who][singular(good)] += count
        assert own[who][singular(good)] >= 0
        if other:
            own[other][singular(good)] -= count

    def do_move(self, time, who, place):
        self.move(time, who, place)

    def do_not_but(self, time, who, _, place):
        self.move(time, who, place)

    def do_crowd(self, time, who, place):
        for one, at in list(self.state["at"].items()):
            if one != who and at == self.state["at"][who]:
                self.move(time, one, place)

    def do_weather(self, time, who, wet, dry):
        self.move(time, who, wet if time // 24 in self.wet else dry)

    def do_take(self, time, who, thing):
        assert self.state["where"][thing] == self.state["at"][who]
        self.pass_on(who, thing, who)
        self.facts.append((time, f"{who} picked up {thing}"))

    def do_put(self, time, who, thing):
        assert self.state["where"][thing] == who
        self.pass_on(who, thing, self.state["at"][who])
        self.facts.append((time, f"{who} left {thing} at {self.state['at'][who]}"))

    def do_lose(self, _, who, thing):
        assert self.state["where"][thing] == who
        self.state["where"][thing] = self.state["at"][who]

    def do_not_to(self, time, who, thing, _, other):
        self.give(time, who, thing, other)

    def do_give_to(self, time, who, thing, other):
        self.give(time, who, thing, other)

    def do_give(self, time, who, other, thing):
        self.give(time, who, thing, other)

    def do_swap(self, time, who, other, thing, back):
        self.give(time, who, thing, other)
        self.give(time, other, back, who)

    def do_tell_self(self, _, who, other, thing):
        self.told(who, other, thing, who)

    def do_tell_has(self, _, who, other, third, thing):
        self.told(who, other, thing, third)

    def do_tell_lies(self, _, who, other, thing, place):
        self.told(who, other, thing, place)

    def do_match(self, _, who, good, other):
        self.shift(who, good, self.state["owned"][other][singular(good)])

    def do_buy(self, _, who, count, good):
        self.shift(who, good, number(count))

    def do_eat(self, _, who, count, good):
        self.shift(who, good, -number(count))

    def do_half(self, _, who, other, good):
        own = self.state["owned"][who][singular(good)]
        assert own % 2 == 0
        self.shift(who, good, -(own // 2), other)

    def do_rest(self, _, who, other, keep, good):
        self.shift(who, good, number(keep) - self.state["owned"][who][singular(good)], other)

    def do_hand(self, _, who, other, count, good):
        self.shift(who, good, -number(count), other)

    def do_plan(self, *_): ...

    def do_refrain(self, _, who, thing):
        assert self.state["where"][thing] == self.state["at"][who]

    def do_refuse(self, _, who, other, thing):
        assert self.state["where"][thing] == who
        assert self.mind[other][thing] == who

    do_not_give = do_refuse

    # ---- questions

    def at(self, moment: str):
        if moment == "at the end":
            return self.history[-1][1]
        day, words = re.fullmatch(r"on (\w+) at (.+)", moment).groups()
        until = 24 * DAYS.index(day) + clock(words)
        return [state for time, state in self.history if time <= until][-1]

    def place_of(self, thing: str, state) -> str:
        where = state["where"][thing]
        return state["at"].get(where, where)

    def once(self, fact: str) -> int:
        (time,) = [time for time, told in self.facts if told == fact]
        return time

    def words_of(self, where: str, thing: str) -> str:
        if where in self.sex:
            return f"{where} has {thing}"
        return f"{thing} is at {where} and nobody carries it"

    def answer(self, question: str, options: list[str]) -> str:
        """Find the one kind of question that this is, and answer it."""
        for pattern, kind in QUESTIONS.items():
            if found := re.fullmatch(pattern, question):
                return getattr(self, f"ask_{kind}")(options, *found.groups())
        raise AssertionError(question)

    def ask_holder(self, _, thing, moment):
        return self.at(moment)["where"][thing]

    def ask_lies(self, _, thing, moment):
        return self.place_of(thing, self.at(moment))

    def ask_where(self, _, name, moment):
        return self.at(moment)["at"][name]

    def ask_heads(self, _, place, moment):
        return str(list(self.at(moment)["at"].values()).count(place))

    def ask_count(self, _, good, name, moment):
        return str(self.at(moment)["owned"][name][singular(good)])

    def ask_when(self, options, fact):
        return self.only([o for o in options if self.moment(o) == self.once(fact)])

    def ask_order(self, _, *facts):
        times = [self.once(fact) for fact in facts]
        return " – ".join(str(times.index(time) + 1) for time in sorted(times))

    def ask_true(self, options):
        told = {fact for _, fact in self.facts}
        return self.only([option for option in options if option in told])

    def ask_false(self, options):
        told = {fact for _, fact in self.facts}
        return self.only([option for option in options if option not in told])

    def ask_never(self, options, name):
        been = {state["at"][name] for _, state in self.history}
        return self.only([option for option in options if option not in been])

    def ask_giver(self, _, name, thing):
        ending = f"gave {thing} to {name}"
        return self.only([fact.split()[0] for _, fact in self.facts if fact.endswith(ending)])

    def ask_pronoun(self, _, sentence):
        return self.cited[sentence]

    def ask_belief(self, _, name, thing):
        return self.words_of(self.mind[name][thing], thing)

    def ask_nested(self, _, one, other, thing):
        return self.words_of(self.inner[one, other][thing], thing)

    @staticmethod
    def only(found: list[str]) -> str:
        (one,) = found
        return one

    @staticmethod
    def moment(words: str) -> int:
        day, hour = re.fullmatch(r"on (\w+) at (.+)", words).groups()
        return 24 * DAYS.index(day) + clock(hour)


def read_answer(item: Item) -> str:
    _, opening, *body, asked = item.question.text.split("\n\n")
    *lines, _ = asked.split("\n")
    options = [line[3:] for line in lines if re.match(r"[A-F]\. ", line)]
    question = "\n".join(line for line in lines if not re.match(r"[A-F]\. ", line))
    answer = Reader(opening, " ".join(body)).answer(question, options)
    return "ABCDEF"[options.index(answer)] if options else answer


@pytest.mark.parametrize(("level", "count"), [(1, 600), (2, 600), (3, 600), (4, 400)])
def test_a_second_reader_finds_every_english_answer_in_the_text(level: int, count: int):
    kinds: dict[str, int] = defaultdict(int)
    for item in islice(exam(f"reading;level={level};questions=8;seed=5").items(), count):
        assert read_answer(item) == str(item.reference), item.question.text
        kinds[item.marker.name] += 1
    assert set(kinds) == {"choice", "number", "exact"}
