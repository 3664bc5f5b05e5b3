"""What the exam ``instructions`` needs of each language: its conditions and the witness's words.

The witness is dull on purpose: a stock of plain words is enough to show that a text exists. In
Chinese a word is a character, as the marker counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["LANGUAGES", "Language"]


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    ``place`` is its column in the topics. ``conditions`` are the sentences, by kind, with the
    fields of the check. ``fillers`` make up the witness; ``starts`` begin its sentences;
    ``acrostics`` are spelt by first letters; ``wanted`` are asked for, ``banned`` forbidden.
    """

    place: int
    ask: str
    close: str
    conditions: Mapping[str, str]
    fillers: tuple[str, ...]
    starts: tuple[str, ...]
    acrostics: tuple[str, ...]
    wanted: tuple[str, ...]
    banned: tuple[str, ...]
    endings: tuple[str, ...]
    letters: str
    quotes: str
    joined: str
    stop: str
    comma: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ENGLISH = Language(
    place=0,
    ask="Write {form} about {topic}. The text must meet all of these conditions:",
    close="Reply with the text alone.",
    conditions={
        "words": "It has exactly {exactly} words.",
        "sentences": "It has exactly {exactly} sentences.",
        "paragraphs": "It has exactly {exactly} paragraphs, with an empty line between them.",
        "keyword": "The word “{word}” occurs exactly {exactly} times.",
        "include": "The words {words} all occur.",
        "exclude": "The words {words} do not occur at all.",
        "order": "The words {words} occur one after another in this order.",
        "unit_starts": "Sentence {number} begins with the word “{text}”.",
        "acrostic": "The first letters of its sentences spell “{text}”, with no sentence besides.",
        "ends_with": "It ends with exactly these words: “{text}”",
        "without_signs": "It has no comma.",
        "letter": "The letter “{letter}” does not occur at all.",
        "words_per": "Every sentence has {at_least} to {at_most} words.",
        "lower_case": "It has no capital letter.",
    },
    fillers=_words(
        "a the of to in on at by it is we you they this that here there now then well good "
        "calm old new small long day time work home road light water food year hand door "
        "way plan so as all some more still just each and with for very but from"
    ),
    starts=(
        "All", "Around", "Before", "Both", "Come", "Consider", "During", "Each", "Early", "Few",
        "First", "Great", "Here", "How", "In", "Inside", "Just", "Keep", "Later", "Look", "Many",
        "Most", "Never", "Now", "Often", "Once", "People", "Perhaps", "Quite", "Rarely", "Right",
        "Some", "Soon", "There", "Today", "Under", "Until", "Visitors", "We", "When", "Yes", "You",
    ),
    acrostics=(
        "TRAIN", "BREAD", "SMILE", "RIVER", "GARDEN", "WINTER", "PLANT", "CLOUD", "BOAT", "LAMP",
        "MUSIC", "SPRING", "HOUSE", "LEMON", "STONE", "BRIDGE", "FLOWER", "TABLE",
    ),
    wanted=(
        "window", "morning", "letter", "yellow", "basket", "quietly", "river", "candle", "music",
        "kitchen", "Tuesday", "umbrella", "neighbor", "bridge", "pocket", "ticket", "silver",
        "autumn", "ladder", "mirror", "harbor", "thunder", "picture", "blanket",
    ),
    banned=("and", "with", "for", "very", "but", "from", "is", "it"),
    endings=("see you all very soon.", "that is all for now.", "more will follow next week."),
    letters="gpbvkwmfuc",
    quotes="“”",
    joined=" ",
    stop=".",
    comma=",",
)  # fmt: skip

_FRENCH = Language(
    place=1,
    ask="Écris {form} sur ce thème : {topic}. Le texte doit remplir toutes ces conditions :",
    close="Réponds par le texte seul.",
    conditions={
        "words": "Il compte exactement {exactly} mots.",
        "sentences": "Il compte exactement {exactly} phrases.",
        "paragraphs": "Il compte exactement {exactly} paragraphes, séparés par une ligne vide.",
        "keyword": "Le mot « {word} » y figure exactement {exactly} fois.",
        "include": "Les mots {words} y figurent tous.",
        "exclude": "Les mots {words} n'y figurent pas du tout.",
        "order": "Les mots {words} y figurent l'un après l'autre, dans cet ordre.",
        "unit_starts": "La phrase numéro {number} commence par le mot « {text} ».",
        "acrostic": "Les premières lettres de ses phrases forment le mot « {text} », sans aucune "
        "autre phrase.",
        "ends_with": "Il se termine exactement par ces mots : « {text} »",
        "without_signs": "Il ne contient aucune virgule.",
        "letter": "La lettre « {letter} » n'y figure pas du tout.",
        "words_per": "Chaque phrase compte de {at_least} à {at_most} mots.",
        "lower_case": "Il ne contient aucune majuscule.",
    },
    fillers=_words(
        "le la un une de du en on tu nous elle il est ici là bien tout son ton petit grand "
        "long jour temps main route porte lune eau pain soir vent tard sans sur dans sous "
        "puis alors encore toujours et avec pour mais très plus rien autre"
    ),
    starts=(
        "Alors", "Autour", "Bien", "Bientôt", "Ce", "Chaque", "Dans", "Depuis", "Elle", "Enfin",
        "Finalement", "Grâce", "Hier", "Ici", "Il", "Jamais", "Le", "Les", "Maintenant", "Même",
        "Nous", "Notre", "On", "Où", "Parfois", "Peut-être", "Quand", "Rien", "Souvent", "Sans",
        "Tous", "Tout", "Un", "Une", "Vers", "Voici",
    ),
    acrostics=(
        "LIVRE", "PONT", "LAMPE", "TABLE", "ROUTE", "SOLEIL", "NUAGE", "PAIN", "LUNE", "PLAGE",
        "ARBRE", "MAISON", "FLEUR", "JARDIN", "PIERRE", "VILLE",
    ),
    wanted=(
        "fenêtre", "matin", "lettre", "jaune", "panier", "doucement", "rivière", "bougie",
        "musique", "cuisine", "mardi", "parapluie", "voisin", "billet", "argent", "automne",
        "miroir", "port", "tonnerre", "image", "couverture", "poche", "colline", "sucre",
    ),
    banned=("et", "avec", "pour", "très", "mais", "est", "dans", "plus"),
    endings=("à très bientôt.", "voilà tout pour le moment.", "la suite viendra demain."),
    letters="gpbvfmhqcd",
    quotes="«»",
    joined=" ",
    stop=".",
    comma=",",
)  # fmt: skip

_CHINESE = Language(
    place=2,
    ask="请以“{topic}”为题写一篇{form}，并满足以下所有条件：",
    close="只回复正文。",
    conditions={
        "words": "全文正好有{exactly}个汉字，标点不算。",
        "sentences": "全文正好有{exactly}句话。",
        "paragraphs": "全文正好有{exactly}段，段与段之间空一行。",
        "keyword": "“{word}”正好出现{exactly}次。",
        "include": "{words}都要出现。",
        "exclude": "完全不出现{words}。",
        "order": "{words}按这个顺序先后出现。",
        "unit_starts": "第{number}句以“{text}”开头。",
        "acrostic": "各句的第一个字依次连成“{text}”，此外没有别的句子。",
        "ends_with": "全文正好以“{text}”结尾。",
        "without_signs": "全文不用逗号（，）。",
        "words_per": "每句话有{at_least}到{at_most}个汉字，标点不算。",
    },
    fillers=(
        "大家", "一起", "慢慢", "走", "看", "说", "来到",
        "这里", "那边", "很", "好", "的", "是", "在",
        "也", "都", "有", "人", "路", "水", "小",
        "长", "今天", "时候", "正", "又", "还", "想", "做",
        "吃", "了", "和", "不", "从前", "常常", "开始", "高兴", "安静",
    ),
    starts=(
        "今天", "大家", "后来", "现在", "每天", "有人",
        "早上", "晚上", "我们", "你们", "终于", "忽然",
    ),
    acrostics=(
        "春夏秋冬", "东南西北", "山高水长", "平安快乐",
        "花好月圆", "风和日丽", "学而时习", "天长地久",
        "海阔天空", "心想事成", "青山绿水", "日月星辰",
    ),
    wanted=(
        "窗户", "黄色", "篮子", "河流", "蜡烛", "音乐",
        "厨房", "雨伞", "邻居", "车票", "银色", "梯子",
        "镜子", "港口", "雷声", "照片", "毯子", "口袋", "星期二", "糖果", "石头", "蝴蝶",
    ),
    banned=("的", "是", "在", "了", "很", "和", "不", "有"),
    endings=("谢谢你们。", "故事到此结束。", "明天再见。"),
    letters="",
    quotes="“”",
    joined="",
    stop="。",
    comma="，",
)  # fmt: skip

LANGUAGES: Mapping[str, Language] = {"en": _ENGLISH, "fr": _FRENCH, "zh": _CHINESE}
