"""French words, and the templates of its questions.

Names begin with a consonant, so that "que" and "de" before them stay whole.
"""

from __future__ import annotations

__all__ = [
    "COLOURS",
    "DAYS",
    "ENDINGS",
    "GOODS",
    "MEN",
    "MINDS",
    "NOUNS",
    "NUMBERS",
    "ORIGINS",
    "PLACES",
    "QUESTIONS",
    "RULES",
    "TRADES",
    "WOMEN",
]

WOMEN = [
    "Clara",
    "Carla",
    "Nora",
    "Cora",
    "Marine",
    "Martine",
    "Lucie",
    "Lucile",
    "Rosa",
    "Rose",
    "Julie",
    "Julia",
    "Manon",
    "Marion",
    "Denise",
    "Delphine",
]
MEN = [
    "Martin",
    "Martial",
    "Daniel",
    "Damien",
    "Simon",
    "Siméon",
    "Léon",
    "Léo",
    "Raoul",
    "Raymond",
    "Bastien",
    "Sébastien",
    "Noé",
    "Noël",
    "Luc",
    "Lucas",
]
PLACES = (
    ("la ", "bibliothèque"),
    ("le ", "marché"),
    ("le ", "port"),
    ("la ", "gare"),
    ("le ", "musée"),
    ("l’", "école"),
    ("le ", "théâtre"),
    ("la ", "pharmacie"),
    ("la ", "poste"),
    ("le ", "parc"),
    ("le ", "salon de thé"),
    ("l’", "hôpital"),
)
#: Noun and whether it is feminine.
NOUNS = (
    ("clé", True),
    ("carnet", False),
    ("enveloppe", True),
    ("bague", True),
    ("ruban", False),
    ("sifflet", False),
    ("médaille", True),
    ("montre", True),
)
COLOURS = (
    ("rouge", "rouge"),
    ("bleu", "bleue"),
    ("vert", "verte"),
    ("blanc", "blanche"),
    ("noir", "noire"),
    ("jaune", "jaune"),
)
#: Singular, plural, and whether it is feminine.
GOODS = (
    ("pomme", "pommes", True),
    ("poire", "poires", True),
    ("cerise", "cerises", True),
    ("biscuit", "biscuits", False),
    ("prune", "prunes", True),
    ("noix", "noix", True),
    ("bonbon", "bonbons", False),
    ("figue", "figues", True),
)
TRADES = (
    ("boulanger", "boulangère"),
    ("instituteur", "institutrice"),
    ("infirmier", "infirmière"),
    ("fermier", "fermière"),
    ("peintre", "peintre"),
    ("jardinier", "jardinière"),
    ("avocat", "avocate"),
    ("musicien", "musicienne"),
    ("cuisinier", "cuisinière"),
    ("journaliste", "journaliste"),
    ("ingénieur", "ingénieure"),
    ("couturier", "couturière"),
)
ORIGINS = [
    "Lisbonne",
    "Oslo",
    "Rome",
    "Lima",
    "Prague",
    "Kyoto",
    "Dublin",
    "Athènes",
    "Nairobi",
    "Montréal",
    "Vienne",
    "Berlin",
]
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi"]
NUMBERS = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
]

RULES = (
    "Lisez le texte et répondez à la question qui le suit. Chacun reste où il est tant qu’il n’est "
    "pas dit qu’il va ailleurs, et emporte ce qu’il a sur lui. Il ne se passe rien qui ne soit "
    "raconté, mais tout n’est pas raconté dans l’ordre : « plus tard » et « plus tôt » se comptent "
    "à partir de ce que raconte la phrase précédente."
)
MINDS = (
    "Les objets sont petits et ne se voient pas. On n’apprend où se trouve un objet qu’en étant au "
    "même endroit quand il est ramassé, rangé ou remis à quelqu’un, ou bien en l’entendant dire ; "
    "on sait alors que les autres personnes présentes l’apprennent aussi. On croit tout ce que "
    "l’on s’entend dire, et chacun des deux pense que l’autre le croit ; personne "
    "d’autre ne l’entend. "
    "Tous connaissent ces règles, et au début tous savent où se trouve chaque objet."
)
QUESTIONS = {
    "holder": "Qui avait {thing} {moment} ?",
    "where": "Où était {name} {moment} ?",
    "lies": "Où se trouvait {thing} {moment}, que quelqu’un l’ait eu sur soi ou non ?",
    "count": "Combien de {good} avait {name} {moment} ?",
    "heads": "Combien de ces personnes se trouvaient {at} {moment} ?",
    "when": "Quand cela s’est-il passé : « {fact} » ?",
    "order": "Dans quel ordre ces trois choses se sont-elles passées ?\n{facts}",
    "true": "Laquelle de ces choses s’est réellement passée ?",
    "false": "Laquelle de ces choses ne s’est PAS passée ?",
    "never": "Dans lequel de ces lieux {name} n’a-t-{pronoun} jamais été, du début à la fin ?",
    "giver": "De qui {name} a-t-{pronoun} reçu {thing} ?",
    "pronoun": "On lit dans le texte : « {sentence} » Qui est « {pronoun} » dans cette phrase ?",
    "belief": "À la fin, où {name} croit-{pronoun} que se trouve {thing} ?",
    "nested": "À la fin, selon {name}, où {other} croit-{other_pronoun} que se trouve {thing} ?",
}
ENDINGS = {
    "name": "Répondez par un de ces noms : {names}. Finissez par « Réponse : NOM ».",
    "choice": "Finissez par « Réponse : LETTRE ».",
    "number": "Finissez par « Réponse : NOMBRE ».",
    "end": "à la fin",
    "answer": "Réponse : ",
    "comma": ", ",
    "then": " – ",
    "option": "{letter}. {words}",
    "item": "({number}) {words}",
}
