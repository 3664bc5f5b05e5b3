"""The names that mathematics has: functions, constants, relations, and how they are written."""

from __future__ import annotations

__all__ = [
    "CLOSED_SETS",
    "CONSTANTS",
    "DOTS",
    "FUNCTIONS",
    "GREEK",
    "PLAIN_WORDS",
    "RELATIONS",
    "SETS",
    "SIGNS",
]

#: LaTeX command or plain word → our name of a function of one argument.
FUNCTIONS = {
    **{
        name: name
        for name in (
            "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth",
            "arcsin", "arccos", "arctan", "arccot", "ln", "log", "lg", "exp",
            "gcd", "lcm", "min", "max",
        )
    },
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "tg": "tan", "ctg": "cot",
    "cosec": "csc", "arctg": "arctan", "sh": "sinh", "ch": "cosh",
    "abs": "abs", "floor": "floor", "ceil": "ceil", "sgn": "sgn", "Re": "re", "Im": "im",
}  # fmt: skip

#: What closes by itself after a letter: these plain words are functions only, never products.
PLAIN_WORDS = frozenset(FUNCTIONS) | {"sqrt", "pi", "inf", "infinity", "cbrt", "binom", "frac"}

GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta",
    "vartheta", "iota", "kappa", "lambda", "mu", "nu", "xi", "rho", "varrho", "sigma", "tau",
    "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda",
    "Xi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "hbar", "Pi", "angle", "triangle",
})  # fmt: skip

CONSTANTS = {"pi": "pi", "infty": "inf", "inf": "inf", "infinity": "inf", "mathrm_i": "i"}

#: Commands that are one sign.
SIGNS = {
    "\\cdot": "*", "\\times": "*", "\\ast": "*", "\\div": "/", "\\slash": "/",
    "\\lbrace": "\\{", "\\rbrace": "\\}", "\\lvert": "|", "\\rvert": "|", "\\vert": "|",
    "\\mid": "|", "\\lbrack": "[", "\\rbrack": "]", "\\lparen": "(", "\\rparen": ")",
    "\\colon": ":", "\\backslash": "\\setminus", "\\plus": "+", "**": "^", "\\neg": "-",
}  # fmt: skip

RELATIONS = {
    "=": "=", "==": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "!=": "!=",
    "\\lt": "<", "\\gt": ">", "\\le": "<=", "\\leq": "<=", "\\leqslant": "<=", "\\leqq": "<=",
    "\\ge": ">=", "\\geq": ">=", "\\geqslant": ">=", "\\geqq": ">=", "\\ne": "!=", "\\neq": "!=",
    "\\in": "in", "\\approx": "~", "\\simeq": "~", "\\sim": "~", "\\equiv": "≡", "\\to": "to",
    "\\rightarrow": "to", "\\mapsto": "to", "\\propto": "∝", "\\mid": "|",
    "\\subset": "⊂", "\\subseteq": "⊆", "\\notin": "notin", "\\cong": "~",
    "\\parallel": "∥", "\\perp": "⊥", "\\implies": "⇒", "\\Rightarrow": "⇒",
}  # fmt: skip

SETS = {"\\cup": "∪", "\\cap": "∩", "\\setminus": "∖", "\\smallsetminus": "∖"}

CLOSED_SETS = {
    "R": "R", "Q": "Q", "Z": "Z", "N": "N", "C": "C", "setR": "R", "setQ": "Q", "setZ": "Z",
    "setN": "N", "setC": "C", "reals": "R", "rationals": "Q", "integers": "Z", "naturals": "N",
    "complexes": "C",
}  # fmt: skip

DOTS = frozenset(
    {"\\ldots", "\\dots", "\\cdots", "\\dotsc", "\\dotsb", "\\vdots", "...", "\\ddots"}
)
