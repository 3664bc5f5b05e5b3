"""Chinese clauses: what each deed is told with, a look back marked by its time alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from keju.exams.reading.chinese.grammar import Grammar
from keju.exams.reading.telling import Ref, Told
from keju.exams.reading.world import Deed

__all__ = ["clause"]


def clause(zh: Grammar, told: Told) -> str:
    """Return the sentence of ``told`` without its time."""
    return _CLAUSES[told.event.deed](zh, told)


def _move(zh: Grammar, told: Told) -> str:
    event = told.event
    if event.away >= 0:
        return f"{zh.who(told)}没有去{zh.place(event.away)}，而是去了{zh.place(event.place)}"
    return f"{zh.who(told)}{('去了', '来到了')[told.variant % 2]}{zh.place(event.place)}"


def _crowd(zh: Grammar, told: Told) -> str:
    event = told.event
    return (
        f"和{zh.who(told)}在一起的人都去了{zh.place(event.place)}，"
        f"只留下{zh.pronoun(event.who)}一个人"
    )


def _weather(zh: Grammar, told: Told) -> str:
    event = told.event
    return (
        f"{zh.who(told)}按当天的天气决定去处，下雨就去{zh.place(event.place)}，"
        f"不下雨就去{zh.place(event.away)}，并马上去了那里"
    )


def _take(zh: Grammar, told: Told) -> str:
    thing = zh.thing(told.event.thing)
    if told.variant % 2:
        return f"{zh.who(told)}把放在那里的{thing}拿走了"
    return f"{zh.who(told)}拿起了{thing}"


def _put(zh: Grammar, told: Told) -> str:
    thing = zh.thing(told.event.thing)
    return f"{zh.who(told)}把{thing}{('放', '留')[told.variant % 2]}在了那里"


def _lose(zh: Grammar, told: Told) -> str:
    thing = zh.thing(told.event.thing)
    return f"{zh.who(told)}不小心把{thing}掉在了那里，自己没有发觉，别人也没有发觉"


def _give(zh: Grammar, told: Told) -> str:
    event, thing = told.event, zh.thing(told.event.thing)
    if event.third >= 0 and told.other is not Ref.PRONOUN:
        return f"{zh.who(told)}没有把{thing}给{zh.name(event.third)}，而是给了{zh.other(told)}"
    if told.variant == 1 and told.who is not Ref.PRONOUN:
        return f"{thing}被{zh.who(told)}交给了{zh.other(told)}"
    return f"{zh.who(told)}把{thing}{('给了', '交给了')[told.variant % 2]}{zh.other(told)}"


def _swap(zh: Grammar, told: Told) -> str:
    event = told.event
    return (
        f"{zh.who(told)}把{zh.thing(event.thing)}给了{zh.other(told)}，"
        f"换来了{zh.thing(event.second)}"
    )


def _tell(zh: Grammar, told: Told) -> str:
    event, thing = told.event, zh.thing(told.event.thing)
    if event.claim == event.who:
        return f"{zh.who(told)}对{zh.other(told)}说：“{thing}在我手里”"
    if event.claim >= 0:
        return f"{zh.who(told)}告诉{zh.other(told)}，{thing}在{zh.name(event.claim)}手里"
    return f"{zh.who(told)}告诉{zh.other(told)}，{thing}放{zh.at(~event.claim)}"


def _buy(zh: Grammar, told: Told) -> str:
    return f"{zh.who(told)}买了{zh.counted(told.event.count, told.event.good)}"


def _match(zh: Grammar, told: Told) -> str:
    good = zh.good(told.event.good)
    return f"{zh.other(told)}手里有多少{good}，{zh.who(told)}就买了多少{good}"


def _eat(zh: Grammar, told: Told) -> str:
    return f"{zh.who(told)}吃掉了自己的{zh.counted(told.event.count, told.event.good)}"


def _hand(zh: Grammar, told: Told) -> str:
    event = told.event
    who, other = zh.who(told), zh.other(told)
    if event.deed is Deed.HALF:
        return f"{who}把自己的{zh.bare(event.good)}分了一半给{other}"
    if event.deed is Deed.REST:
        rest = zh.counted(event.count, event.good)
        return f"{who}只给自己留下{rest}，其余的{zh.bare(event.good)}都给了{other}"
    return f"{who}给了{other}{zh.counted(event.count, event.good)}"


def _plan(zh: Grammar, told: Told) -> str:
    wanted = ("本来想去", "原本打算去")[told.variant % 2]
    return f"{zh.who(told)}{wanted}{zh.place(told.event.place)}，但是改变了主意，留在了原处"


def _refrain(zh: Grammar, told: Told) -> str:
    return f"{zh.who(told)}想拿走{zh.thing(told.event.thing)}，但是最后没有拿"


def _refuse(zh: Grammar, told: Told) -> str:
    thing = zh.thing(told.event.thing)
    if told.variant % 2:
        return f"{zh.who(told)}没有答应把{thing}给{zh.other(told)}"
    return f"{zh.who(told)}不肯把{thing}给{zh.other(told)}"


_CLAUSES: Mapping[Deed, Callable[[Grammar, Told], str]] = {
    Deed.MOVE: _move,
    Deed.CROWD: _crowd,
    Deed.WEATHER: _weather,
    Deed.TAKE: _take,
    Deed.PUT: _put,
    Deed.LOSE: _lose,
    Deed.GIVE: _give,
    Deed.SWAP: _swap,
    Deed.TELL: _tell,
    Deed.BUY: _buy,
    Deed.MATCH: _match,
    Deed.EAT: _eat,
    Deed.HAND: _hand,
    Deed.HALF: _hand,
    Deed.REST: _hand,
    Deed.PLAN: _plan,
    Deed.REFRAIN: _refrain,
    Deed.REFUSE: _refuse,
}
