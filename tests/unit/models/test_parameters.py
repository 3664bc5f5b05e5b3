import pytest

from keju.core.errors import InputError
from keju.models.parameters import checked_parameters

DEFAULTS = {"temperature": 0.0, "max_tokens": 512, "seed": 0}


def test_what_is_given_replaces_the_defaults():
    assert checked_parameters("keju/x", {"seed": 3}, DEFAULTS) == DEFAULTS | {"seed": 3}


def test_a_whole_temperature_is_the_same_as_its_float():
    assert repr(checked_parameters("keju/x", {"temperature": 1}, DEFAULTS)["temperature"]) == "1.0"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"temprature": 1}, "unknown parameter 'temprature'. Did you mean temperature?"),
        ({"temperature": -1}, "temperature=-1; it must be 0, or 0.01 to 10"),
        ({"temperature": float("nan")}, "temperature=nan"),
        ({"temperature": 1e-9}, "temperature=1e-09"),
        ({"temperature": "hot"}, "temperature='hot'"),
        ({"max_tokens": 0}, "max_tokens=0; it must be a whole number from 1"),
        ({"max_tokens": 1.5}, "max_tokens=1.5"),
        ({"seed": -1}, "seed=-1; it must be a whole number from 0"),
        ({"seed": True}, "seed=True"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused_by_name(given, words):
    with pytest.raises(InputError, match=r"^keju/x: ") as raised:
        checked_parameters("keju/x", given, DEFAULTS)
    assert words in str(raised.value)
