"""English words, and the templates of its questions."""

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
    "Hanna",
    "Anna",
    "Marian",
    "Miriam",
    "Ellen",
    "Helen",
    "Rosa",
    "Rose",
    "Julia",
    "Julie",
    "Tess",
    "Bess",
]
MEN = [
    "Martin",
    "Marvin",
    "Daniel",
    "Denzel",
    "Henry",
    "Harry",
    "Simon",
    "Simeon",
    "Oscar",
    "Oskar",
    "Adam",
    "Aidan",
    "Leon",
    "Leo",
    "Ray",
    "Roy",
]
PLACES = [
    "library",
    "market",
    "harbour",
    "station",
    "museum",
    "school",
    "theatre",
    "pharmacy",
    "post_office",
    "park",
    "tea_house",
    "hospital",
]
NOUNS = ["key", "notebook", "envelope", "ring", "ribbon", "whistle", "medal", "watch"]
COLOURS = ["red", "blue", "green", "white", "black", "yellow"]
GOODS = (
    ("apple", "apples"),
    ("pear", "pears"),
    ("cherry", "cherries"),
    ("biscuit", "biscuits"),
    ("plum", "plums"),
    ("walnut", "walnuts"),
    ("sweet", "sweets"),
    ("fig", "figs"),
)
TRADES = [
    "baker",
    "teacher",
    "nurse",
    "farmer",
    "painter",
    "gardener",
    "lawyer",
    "musician",
    "cook",
    "journalist",
    "engineer",
    "tailor",
]
ORIGINS = [
    "Lisbon",
    "Oslo",
    "Rome",
    "Lima",
    "Prague",
    "Kyoto",
    "Dublin",
    "Athens",
    "Nairobi",
    "Montreal",
    "Vienna",
    "Berlin",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
NUMBERS = [
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

RULES = (
    "Read the passage and answer the question below it. People stay where they are until they are "
    "said to go elsewhere, and they take along what they carry. Nothing happens that is not told, "
    "but not everything is told in order: “later” and “earlier” count from what was told in the "
    "sentence just before."
)
MINDS = (
    "The things are small and are kept out of sight. People learn where a thing is only by being "
    "in the same place when it is taken, put away or handed over, or by being told; they then know "
    "that the others who are there learn it too. Whatever people are told they believe, and "
    "each of the two takes it that the other believes it; nobody else hears it. Everyone knows "
    "these rules, and at the beginning everyone knows where each thing is."
)
QUESTIONS = {
    "holder": "Who had {thing} {moment}?",
    "where": "Where was {name} {moment}?",
    "lies": "Where was {thing} {moment}, whether someone carried it or not?",
    "count": "How many {good} did {name} have {moment}?",
    "heads": "How many of the people were {at} {moment}?",
    "when": "When did this happen: “{fact}”?",
    "order": "In which order did these three things happen?\n{facts}",
    "true": "Which of these things really happened?",
    "false": "Which of these things did NOT happen?",
    "never": "Which of these places did {name} never set foot in, from beginning to end?",
    "giver": "From whom did {name} receive {thing}?",
    "pronoun": "One sentence of the passage reads: “{sentence}” Who is “{pronoun}” there?",
    "belief": "At the end, what does {name} believe about {thing}?",
    "nested": "At the end, what does {name} think that {other} believes about {thing}?",
}
ENDINGS = {
    "name": "Answer with one of these names: {names}. Finish with “Answer: NAME”.",
    "choice": "Finish with “Answer: LETTER”.",
    "number": "Finish with “Answer: NUMBER”.",
    "end": "at the end",
    "answer": "Answer: ",
    "comma": ", ",
    "then": " – ",
    "option": "{letter}. {words}",
    "item": "({number}) {words}",
}
