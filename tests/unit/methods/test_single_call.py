import asyncio

from keju.core.records import Finish, Message, Question, Reply
from keju.methods import method

QUESTION = Question.ask("What is 6 * 7?")
RULED = Question((Message("system", "Reply in French."), *QUESTION.messages))


def requests(spec, question, attempt=0, reply=None):
    """What the method asks, and what it makes of the reply."""
    asked = []

    async def ask(request):
        asked.append(request)
        return reply

    answer = asyncio.run(method(spec).answer(question, attempt, ask))
    assert answer is reply
    return asked


def test_direct_asks_the_question_as_it_stands():
    (request,) = requests("direct", RULED, attempt=3)
    assert request.messages == RULED.messages
    assert request.attempt == 3


def test_think_asks_once_for_reasoning_and_leaves_the_question_alone():
    (request,) = requests("think", QUESTION, attempt=2)
    system, *rest = request.messages
    assert system.role == "system"
    assert tuple(rest) == QUESTION.messages
    assert request.attempt == 2


def test_think_keeps_what_the_exam_says_in_the_same_system_message():
    (request,) = requests("think", RULED)
    roles = [message.role for message in request.messages]
    assert roles == ["system", "user"]
    assert request.messages[0].content.endswith("\n\nReply in French.")


def test_think_asks_for_a_final_answer_in_a_stated_form():
    (request,) = requests("think", QUESTION)
    assert '"Answer: "' in request.messages[0].content


def test_whatever_came_back_is_the_answer():
    for reply in (Reply("42"), Reply(finish=Finish.FILTER)):
        requests("think", QUESTION, reply=reply)
