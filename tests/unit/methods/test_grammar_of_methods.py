import pytest

from keju.core.errors import InputError
from keju.methods import METHODS, known_methods, method


def test_the_methods_are_listed_by_name():
    assert known_methods() == sorted(METHODS)
    assert [name for name, kind in METHODS.items() if not kind.form.startswith(name)] == []


@pytest.mark.parametrize(
    ("spec", "canonical", "calls"),
    [
        ("direct", "direct", 1),
        ("think", "think", 1),
        ("vote:8", "vote:8", 8),
        ("vote:08;of=direct", "vote:8", 8),
        ("vote:8;of=think", "vote:8;of=think", 8),
        ("vote:4;of=budget:64", "vote:4;of=budget:64", 8),
        ("vote:adaptive", "vote:adaptive;cap=32;sure=0.95", 32),
        ("vote:adaptive;sure=0.9;cap=16", "vote:adaptive;cap=16;sure=0.9", 16),
        ("shortest:5", "shortest:5", 5),
        ("best-of:64", "best-of:64", 64),
        ("budget:0", "budget:0", 2),
        ("budget:512;of=think", "budget:512;of=think", 2),
        ("extend:3", "extend:3", 4),
    ],
)
def test_a_method_is_written_with_every_parameter_and_read_back_as_itself(spec, canonical, calls):
    made = method(spec)
    assert (made.spec, made.calls) == (canonical, calls)
    assert method(canonical) == made


@pytest.mark.parametrize(
    ("spec", "needs"),
    [
        ("think", set()),
        ("vote:8", {"sampling"}),
        ("vote:8;of=budget:64", {"sampling", "continuing"}),
        ("shortest:8", {"sampling"}),
        ("best-of:8", {"sampling", "checker"}),
        ("budget:8", {"continuing"}),
        ("extend:2", {"continuing"}),
    ],
)
def test_a_method_says_what_it_cannot_do_without(spec, needs):
    assert method(spec).needs == needs


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("thnk", "Unknown method 'thnk'. Did you mean think?"),
        ("best:8", "Unknown method 'best'. Did you mean best-of"),
        ("think:5", "Method think takes no parameters; write +think, not +think:5"),
        ("direct;n=2", "Method direct takes no parameters"),
        ("vote", "+vote: write vote:K or vote:adaptive with a whole number from 2 to 1,024"),
        ("vote:1", "a whole number from 2"),
        ("vote:²", "a whole number from 2"),
        ("vote:-3", "a whole number from 2"),
        ("vote:many", "write vote:K or vote:adaptive"),
        ("vote:8;cap=9", "cap belongs to vote:adaptive"),
        ("vote:adaptive;cap=1", "write ;cap= with a whole number from 2"),
        ("vote:adaptive;sure=1", "sure must be above 0.5 and at most 0.9999"),
        ("vote:adaptive;sure=nan", "sure must be above 0.5"),
        ("vote:8;off=think", "unknown key 'off'. Did you mean of?"),
        ("vote:8;of", "write 'of' as key=value, for example ;of=think"),
        ("vote:8;of=think;of=think", "of is given twice"),
        ("vote:8;of=vote:2", "of must be direct, think or budget:N, not vote:2"),
        ("budget:8;of=extend:1", "of must be direct or think, not extend:1"),
        ("budget", "write budget:N with a whole number from 0"),
        ("extend:0", "write extend:K with a whole number from 1 to 16"),
        ("best-of:99999", "from 2 to 1,024"),
    ],
)
def test_a_method_that_cannot_be_is_refused_in_one_line(spec, words):
    with pytest.raises(InputError) as raised:
        method(spec)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)
