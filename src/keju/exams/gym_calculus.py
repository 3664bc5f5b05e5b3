"""Is one expression the derivative of another? Decided by evaluation, executing nothing.

Both are evaluated at fixed real points with 60 digits; derivatives come exactly from dual numbers
(Griewank and Walther, Evaluating Derivatives, 2008). Two different expressions of the kinds asked
for agree to 20 digits at three and more such points only if somebody wants them to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mpmath import MPContext  # type: ignore[import-untyped]

from keju.exams.gym_algebra import AlgebraError, Call, Name, Node, Number, Power, Product, Sum

__all__ = ["is_antiderivative"]

_CONTEXT = MPContext()
_CONTEXT.dps = 60
_POINTS = tuple(
    _CONTEXT.mpf(thousandths) / 1000
    for thousandths in (
        *(43, 137, 211, 291, 411, 733, 1219, 1873, 2710, 4370, 6290, 8530, 10900, 12300, 13900),
        *(-57, -171, -233, -299, -529, -867, -1337, -1931, -2630, -4190, -6470, -8710, -10700),
        *(-11900, -12700, -13300, 11700),
    )
)
_CLOSE = _CONTEXT.mpf("1e-20")
_LARGEST = 100_000  # binary digits before the point
_LEAST_AGREEMENT = 3

_FAULTS = (AlgebraError, ZeroDivisionError, ValueError, OverflowError, TypeError)


@dataclass(frozen=True, slots=True)
class _Dual:
    value: Any
    slope: Any


def is_antiderivative(candidate: Node, integrand: Node, variable: str) -> bool:
    """Whether the derivative of ``candidate`` by ``variable`` is ``integrand``.

    Points count where the integrand is real. One where the candidate is not (a branch of a
    logarithm or a root) decides nothing; at every other one both must agree. ``C`` is a constant.
    Raises AlgebraError for unknown names and functions.
    """
    _check_names(candidate, variable)
    agree = undecided = 0
    for point in _POINTS:
        wanted = _at(integrand, variable, point)
        if wanted is None or not _is_real(wanted.value):
            continue
        found = _at(candidate, variable, point)
        if found is not None and _agrees(found.slope, wanted.value):
            agree += 1
        elif found is None or not _is_real(found.value):
            undecided += 1
        else:
            return False
    return agree >= max(_LEAST_AGREEMENT, undecided)


def _agrees(left: Any, right: Any) -> bool:
    return bool(abs(left - right) <= _CLOSE * (abs(right) + _CLOSE))


def _is_real(value: Any) -> bool:
    return bool(abs(_CONTEXT.im(value)) <= _CLOSE * (1 + abs(_CONTEXT.re(value))))


def _at(node: Node, variable: str, point: Any) -> _Dual | None:
    try:
        return _evaluate(node, variable, point)
    except _FAULTS:
        return None


def _evaluate(node: Node, variable: str, point: Any) -> _Dual:
    result = _bare(node, variable, point)
    if not _CONTEXT.isfinite(result.value) or _CONTEXT.mag(result.value) > _LARGEST:
        raise AlgebraError("too large")
    return result


def _bare(node: Node, variable: str, point: Any) -> _Dual:
    match node:
        case Number(value):
            return _Dual(_CONTEXT.mpf(value.numerator) / value.denominator, 0)
        case Name(name):
            return _Dual(point, 1) if name == variable else _Dual(_CONSTANTS[name], 0)
        case Call(name, argument):
            inner = _evaluate(argument, variable, point)
            value, slope = _FUNCTIONS[name](inner.value)
            return _Dual(value, slope * inner.slope)
        case Power(base, exponent):
            return _power(_evaluate(base, variable, point), _evaluate(exponent, variable, point))
        case Sum(terms):
            return _sum([(minus, _evaluate(term, variable, point)) for minus, term in terms])
        case Product(factors):
            return _product([(by, _evaluate(part, variable, point)) for by, part in factors])


def _sum(terms: list[tuple[bool, _Dual]]) -> _Dual:
    value = sum(-term.value if minus else term.value for minus, term in terms)
    return _Dual(value, sum(-term.slope if minus else term.slope for minus, term in terms))


def _product(factors: list[tuple[bool, _Dual]]) -> _Dual:
    value, slope = _CONTEXT.mpf(1), _CONTEXT.mpf(0)
    for divides, factor in factors:
        if divides:
            slope = (slope * factor.value - value * factor.slope) / factor.value**2
            value = value / factor.value
        else:
            slope = slope * factor.value + value * factor.slope
            value = value * factor.value
    return _Dual(value, slope)


def _power(base: _Dual, exponent: _Dual) -> _Dual:
    if abs(exponent.value) * max(1, abs(_CONTEXT.mag(base.value or 1))) > _LARGEST:
        raise AlgebraError("too large")
    value = base.value**exponent.value
    slope = exponent.value * base.value ** (exponent.value - 1) * base.slope if base.slope else 0
    if exponent.slope:
        slope = slope + value * _CONTEXT.log(base.value) * exponent.slope
    return _Dual(value, slope)


def _exp(x: Any) -> tuple[Any, Any]:
    if abs(x) > _LARGEST:
        raise AlgebraError("too large")
    value = _CONTEXT.exp(x)
    return value, value


def _root(x: Any) -> tuple[Any, Any]:
    value = _CONTEXT.sqrt(x)
    return value, 1 / (2 * value)


def _tan(x: Any) -> tuple[Any, Any]:
    value = _CONTEXT.tan(_small(x))
    return value, 1 + value**2


def _small(x: Any) -> Any:
    if abs(x) > _LARGEST:
        raise AlgebraError("too large")
    return x


_FUNCTIONS: Mapping[str, Callable[[Any], tuple[Any, Any]]] = {
    "exp": _exp,
    "log": lambda x: (_CONTEXT.log(x), 1 / x),
    "ln": lambda x: (_CONTEXT.log(x), 1 / x),
    "sqrt": _root,
    "sin": lambda x: (_CONTEXT.sin(_small(x)), _CONTEXT.cos(x)),
    "cos": lambda x: (_CONTEXT.cos(_small(x)), -_CONTEXT.sin(x)),
    "tan": _tan,
    "sec": lambda x: (_CONTEXT.sec(_small(x)), _CONTEXT.sec(x) * _CONTEXT.tan(x)),
    "csc": lambda x: (_CONTEXT.csc(_small(x)), -_CONTEXT.csc(x) * _CONTEXT.cot(x)),
    "cot": lambda x: (_CONTEXT.cot(_small(x)), -(_CONTEXT.csc(x) ** 2)),
    "asin": lambda x: (_CONTEXT.asin(x), 1 / _CONTEXT.sqrt(1 - x**2)),
    "acos": lambda x: (_CONTEXT.acos(x), -1 / _CONTEXT.sqrt(1 - x**2)),
    "atan": lambda x: (_CONTEXT.atan(x), 1 / (1 + x**2)),
    "sinh": lambda x: (_CONTEXT.sinh(_small(x)), _CONTEXT.cosh(x)),
    "cosh": lambda x: (_CONTEXT.cosh(_small(x)), _CONTEXT.sinh(x)),
    "tanh": lambda x: (_CONTEXT.tanh(_small(x)), _CONTEXT.sech(x) ** 2),
    "abs": lambda x: (abs(x), _CONTEXT.sign(x)),
    "Abs": lambda x: (abs(x), _CONTEXT.sign(x)),
}
_CONSTANTS: Mapping[str, Any] = {
    "C": _CONTEXT.mpf("0.7310585"),
    "E": _CONTEXT.e + 0,
    "e": _CONTEXT.e + 0,
    "pi": _CONTEXT.pi + 0,
}


def _check_names(node: Node, variable: str) -> None:
    match node:
        case Name(name) if name != variable and name not in _CONSTANTS:
            raise AlgebraError(f"unknown name {name!r}")
        case Call(name, argument):
            if name not in _FUNCTIONS:
                raise AlgebraError(f"unknown function {name!r}")
            _check_names(argument, variable)
        case Power(base, exponent):
            _check_names(base, variable)
            _check_names(exponent, variable)
        case Sum(parts) | Product(parts):
            for _, part in parts:
                _check_names(part, variable)
