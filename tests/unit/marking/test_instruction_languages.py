import pytest

from keju.marking.instructions.language import LANGUAGES, in_language

#: One sentence in every language that an instruction may ask for.
_TABLE = """
ar يغادر القطار في الثامنة ويصل قبل الظهر، لكن لا أحد يعرف بعد إلى أين يذهب.
cs Vlak odjíždí v osm hodin a přijede před polednem, ale nikdo ještě neví, kam jede.
da Toget kører klokken otte og ankommer før middag, men ingen ved endnu, hvor det skal hen.
de Der Zug fährt um acht Uhr ab und kommt vor Mittag an, aber noch weiß niemand, wohin.
el Το τρένο φεύγει στις οκτώ και φτάνει πριν το μεσημέρι, αλλά κανείς δεν ξέρει πού πάει.
en The train leaves at eight and arrives before noon, but nobody knows yet where it goes.
es El tren sale a las ocho y llega antes del mediodía, pero nadie sabe todavía adónde va.
fi Juna lähtee kahdeksalta ja saapuu ennen puoltapäivää, mutta kukaan ei vielä tiedä minne.
fr Le train part à huit heures et arrive avant midi, mais personne ne sait encore où il va.
he הרכבת יוצאת בשמונה ומגיעה לפני הצהריים, אבל איש עדיין אינו יודע לאן היא נוסעת.
hi रेलगाड़ी आठ बजे चलती है और दोपहर से पहले पहुँचती है, पर कोई नहीं जानता कि वह कहाँ जाती है।
hu A vonat nyolckor indul és dél előtt megérkezik, de még senki sem tudja, hová megy.
id Kereta berangkat pukul delapan dan tiba sebelum siang, tetapi belum ada yang tahu ke mana.
it Il treno parte alle otto e arriva prima di mezzogiorno, ma nessuno sa ancora dove vada.
ja 電車は八時に出発して昼前に着きますが、どこへ行くのかはまだ誰も知りません。
ko 기차는 여덟 시에 떠나 정오 전에 도착하지만, 어디로 가는지는 아직 아무도 모른다.
nl De trein vertrekt om acht uur en komt voor de middag aan, maar niemand weet nog waarheen.
no Toget går klokken åtte og kommer fram før lunsj, men ingen vet ennå hvor det skal.
pl Pociąg odjeżdża o ósmej i przyjeżdża przed południem, ale nikt jeszcze nie wie dokąd.
pt O trem sai às oito e chega antes do meio-dia, mas ninguém sabe ainda para onde ele vai.
ro Trenul pleacă la opt și ajunge înainte de prânz, dar nimeni nu știe încă unde merge.
ru Поезд отправляется в восемь и прибывает до полудня, но никто ещё не знает, куда он идёт.
sv Tåget går klockan åtta och kommer fram före lunch, men ingen vet ännu vart det ska.
th รถไฟออกตอนแปดโมงและถึงก่อนเที่ยง แต่ยังไม่มีใครรู้ว่ามันจะไปที่ไหน
tr Tren saat sekizde kalkıyor ve öğleden önce varıyor, ama nereye gittiğini kimse bilmiyor.
uk Потяг вирушає о восьмій і прибуває до полудня, але ніхто ще не знає, куди він їде.
vi Tàu khởi hành lúc tám giờ và đến nơi trước trưa, nhưng chưa ai biết nó đi đâu.
zh 火车八点出发，中午以前到达，但是还没有人知道它要去哪里。
"""
SENTENCES = dict(line.split(" ", 1) for line in _TABLE.strip().splitlines())
#: Written so much like a sister language that one sentence leaves it open.
OPEN = {"ar", "id", "no"}


def test_every_language_has_a_sentence():
    assert tuple(SENTENCES) == LANGUAGES


@pytest.mark.parametrize("written", LANGUAGES)
def test_a_sentence_is_never_taken_for_another_language(written):
    found = {asked: in_language(SENTENCES[written], {"language": asked}) for asked in LANGUAGES}
    own = found.pop(written)
    assert own is True or (own is None and written in OPEN)
    assert True not in found.values()
    assert [asked for asked in found if found[asked] is None] in ([], ["da"], ["no"])


@pytest.mark.parametrize(
    "text", ["Oui.", "1905", "", "OK, merci!", "print(x)", "```python\nx = 1\n```"]
)
def test_a_text_that_says_too_little_is_left_open(text):
    assert in_language(text, {"language": "fr"}) is None


def test_another_script_decides_even_a_short_text():
    assert in_language("你好，我很好，谢谢你！", {"language": "fr"}) is False
    assert in_language("Good morning", {"language": "zh"}) is False


def test_code_and_formulas_do_not_count_as_language():
    code = "```python\nfor train in station: print(train.leaves, train.arrives, train.goal)\n```"
    text = f"{SENTENCES['fr']}\n\n{code}\n\n$x_{{train}} = y$"
    assert in_language(text, {"language": "fr"}) is True


def test_a_long_text_is_read_at_its_beginning_middle_and_end():
    french, english = (f"{SENTENCES[each]} " * 200 for each in ("fr", "en"))
    assert in_language(french * 2, {"language": "fr"}) is True
    assert in_language(french + english, {"language": "fr"}) is False
