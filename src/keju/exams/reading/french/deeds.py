"""French clauses: passé composé, and the plus-que-parfait for a look back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from keju.exams.reading.french.grammar import Grammar
from keju.exams.reading.telling import Ref, Told
from keju.exams.reading.world import Deed

__all__ = ["clause"]


def clause(fr: Grammar, told: Told) -> str:
    """Return the sentence of ``told`` without its time."""
    return _CLAUSES[told.event.deed](fr, told)


def _move(fr: Grammar, told: Told) -> str:
    event = told.event
    went = (fr.gone(told, "allé"), fr.gone(told, "rendu", "s’"))[told.variant % 2]
    to = fr.at(event.place)
    if event.away >= 0:
        to = f"non pas {fr.at(event.away)}, mais {to}"
    return f"{fr.who(told)} {went} {to}"


def _crowd(fr: Grammar, told: Told) -> str:
    event, were = told.event, "étaient" if told.back else "sont"
    return (
        f"toutes les personnes qui se trouvaient avec {fr.who(told)} {were} allées"
        f" {fr.at(event.place)} sans {fr.them(event.who)}"
    )


def _weather(fr: Grammar, told: Told) -> str:
    event = told.event
    return (
        f"{fr.who(told)} {fr.gone(told, 'allé')} là où la météo du jour l’envoyait :"
        f" {fr.at(event.place)} s’il pleuvait, {fr.at(event.away)} s’il faisait sec"
    )


def _take(fr: Grammar, told: Told) -> str:
    thing = fr.thing(told.event.thing)
    if told.variant % 2:
        return f"{fr.who(told)} {fr.done(told, 'pris')} {thing}, qui se trouvait là"
    return f"{fr.who(told)} {fr.done(told, 'ramassé')} {thing}"


def _put(fr: Grammar, told: Told) -> str:
    event = told.event
    if told.variant % 2:
        return f"{fr.who(told)} {fr.done(told, 'rangé')} {fr.thing(event.thing)} sur place"
    left = f"{'avait' if told.back else 'a'} laissé{'e' * fr.feminine(event.thing)}"
    return f"{fr.who(told)} {fr.done(told, 'posé')} {fr.thing(event.thing)} et l’{left} là"


def _lose(fr: Grammar, told: Told) -> str:
    had = "avait" if told.back else "a"
    return (
        f"{fr.who(told)} {had} laissé tomber {fr.thing(told.event.thing)} sur place sans s’en"
        f" apercevoir, et personne d’autre ne l’{had} remarqué"
    )


def _give(fr: Grammar, told: Told) -> str:
    event, thing = told.event, fr.thing(told.event.thing)
    if event.third >= 0 and told.other is not Ref.PRONOUN:
        gave = fr.done(told, "donné")
        return f"{fr.who(told)} {gave} {thing} non pas à {fr.name(event.third)}, mais{fr.to(told)}"
    gave = fr.done(told, ("donné", "remis")[told.variant % 2])
    return f"{fr.who(told)} {gave} {thing}{fr.to(told)}"


def _swap(fr: Grammar, told: Told) -> str:
    event, had = told.event, "avait" if told.back else "a"
    return (
        f"{fr.who(told)} {fr.done(told, 'donné')} {fr.thing(event.thing)}{fr.to(told)}"
        f" et {had} reçu en échange {fr.thing(event.second)}"
    )


def _tell(fr: Grammar, told: Told) -> str:
    event, thing = told.event, fr.thing(told.event.thing)
    start = f"{fr.who(told)} {fr.done(told, 'dit')}{fr.to(told)}"
    if event.claim == event.who:
        return f"{start} : « J’ai {thing} »"
    if event.claim >= 0:
        return f"{start} que {fr.name(event.claim)} avait {thing}"
    return f"{start} que {thing} se trouvait {fr.at(~event.claim)}"


def _buy(fr: Grammar, told: Told) -> str:
    event = told.event
    return f"{fr.who(told)} {fr.done(told, 'acheté')} {fr.counted(event.count, event.good)}"


def _match(fr: Grammar, told: Told) -> str:
    return (
        f"{fr.who(told)} {fr.done(told, 'acheté')} exactement autant de {fr.good(told.event.good)}"
        f" que {fr.other(told)} en avait à ce moment-là"
    )


def _eat(fr: Grammar, told: Told) -> str:
    event = told.event
    count = fr.number(event.count, event.good)
    return f"{fr.who(told)} {fr.done(told, 'mangé')} {count} de ses {fr.good(event.good)}"


def _hand(fr: Grammar, told: Told) -> str:
    event = told.event
    own = f"ses propres {fr.good(event.good)}"
    every = "toutes" if fr.counted(1, event.good).startswith("une") else "tous"
    given = {
        Deed.HAND: fr.counted(event.count, event.good),
        Deed.HALF: f"la moitié de {own}",
        Deed.REST: f"{every} {own} sauf {fr.number(event.count, event.good)}",
    }[event.deed]
    gave = f"{fr.who(told)} {fr.done(told, 'donné')}"
    if event.deed is Deed.HAND:
        return f"{gave} {given}{fr.to(told)}"
    return f"{gave}{fr.to(told)} {given}"


def _plan(fr: Grammar, told: Told) -> str:
    wanted, had = ("avait voulu", "avait") if told.back else ("voulait", "a")
    return (
        f"{fr.who(told)} {wanted} aller {fr.at(told.event.place)}, mais {had} changé d’avis"
        f" et {fr.gone(told, 'resté')} sur place"
    )


def _refrain(fr: Grammar, told: Told) -> str:
    had = "avait" if told.back else "a"
    thing = fr.thing(told.event.thing)
    return f"{fr.who(told)} {had} pensé à prendre {thing}, mais ne l’{had} pas fait"


def _refuse(fr: Grammar, told: Told) -> str:
    had, thing = "avait" if told.back else "a", fr.thing(told.event.thing)
    if told.variant % 2:
        return f"{fr.who(told)} n’{had} pas voulu donner {thing}{fr.to(told)}"
    return f"{fr.who(told)} {had} refusé de donner {thing}{fr.to(told)}"


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
