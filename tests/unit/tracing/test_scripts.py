"""When a thought leaves the scripts of its prompt."""

import pytest

from keju.tracing.scripts import mixing


def test_letters_outside_the_prompts_scripts_are_counted_with_switches_and_first_place():
    found = mixing("What is seven times six?", "Seven times six 等于四十二 is the result 对")
    assert found.scripts == {"Latin": 24, "Han": 6}
    assert found.share == pytest.approx(6 / 30)
    assert found.switches == 3
    assert found.first == pytest.approx(16 / 37)


def test_a_thought_in_another_language_leaves_at_once_and_never_switches():
    found = mixing("七乘以六等于多少？", "Seven times six is forty-two.")
    assert (found.share, found.switches, found.first) == (1.0, 0, 0.0)


@pytest.mark.parametrize(
    "thought",
    [
        "设x为边长，则面积S等于x的平方。",
        "由公式 $\\text{area} = \\frac{length}{width}$ 得到结果。",
        "写成代码：\n```python\nfor number in numbers:\n    total += number\n```\n所以是三。",
        "写成代码：\nfor number in numbers:\ntotal = total + number\nprint(total)\n所以是三。",
        "调用 `sorted(values)` 或 find_all 就行，maxValue 也可以。",
        "中国的GDP和NATO的报告。",
        "见 https://example.org/some/page 的说明。",
        "\\begin{aligned} 左边 \\cdot 右边 \\end",
    ],
    ids=["letters", "tex", "fenced", "code", "inline", "acronyms", "address", "commands"],
)
def test_code_mathematics_and_acronyms_are_not_language(thought):
    assert mixing("请计算。", thought).share == 0


def test_a_word_of_english_in_a_chinese_thought_is_language():
    assert mixing("请计算。", "所以 therefore 是三").switches == 2


def test_every_script_of_the_prompt_is_at_home():
    assert mixing("Translate 你好 please", "你好 means hello").share == 0
    assert mixing("これはなんですか", "漢字です").share == 0
    assert mixing("42", "forty-two 四十二").share == 0  # a prompt without letters has no script


@pytest.mark.parametrize(
    ("word", "script"),
    [
        ("ещё", "Cyrillic"),
        ("ναι", "Greek"),
        ("مرحبا", "Arabic"),
        ("네", "Hangul"),
        ("ｆｕｌｌ", "Latin"),
        ("ｶﾅ", "Kana"),
        ("हाँ", "Devanagari"),
    ],
)
def test_scripts_are_told_by_the_names_of_letters(word, script):
    assert list(mixing("x", word).scripts) == [script]


def test_letters_of_mathematics_have_no_script():
    assert mixing("请计算。", "𝑎 ∈ ℝ, α, ℵ").scripts == {}
