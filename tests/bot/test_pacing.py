"""The rate of sending, in a time that only passes where everybody sleeps."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING

import pytest

from bot.pacing import MARGIN, Pacer

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Sequence

GROUP = -1001
ROUNDING = 1e-6


class Leap(selectors.DefaultSelector):
    """Instead of waiting it moves the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now; where nothing ever will be, the test hangs and fails."""
        assert timeout is not None, "everybody waits and nobody sleeps"
        self.now += max(0.0, timeout)
        return super().select(0)


class FakeTime(asyncio.SelectorEventLoop):
    """An event loop whose hours take no time."""

    def __init__(self) -> None:
        self.leap = Leap()
        super().__init__(self.leap)

    def time(self) -> float:
        """The fake seconds."""
        return self.leap.now


def play(story: Coroutine[None, None, None]) -> None:
    """Runs ``story`` in fake time."""
    with asyncio.Runner(loop_factory=FakeTime) as runner:
        runner.run(story)


def now() -> float:
    """The fake time."""
    return asyncio.get_running_loop().time()


def skip(seconds: float) -> None:
    """Lets time pass without the loop turning, as in a callback that takes long."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, FakeTime)
    loop.leap.now += seconds


def paced(
    per_second: int | None = 30, per_chat: float | None = 1.0, per_group_minute: int | None = 20
) -> Pacer:
    """A pacer on fake time."""
    return Pacer(per_second, per_chat, per_group_minute, clock=now)


async def settle() -> None:
    """Lets everybody go on who can without time passing."""
    for _ in range(10):
        await asyncio.sleep(0)


def most_within(times: Iterable[float], seconds: float) -> int:
    """The most of ``times`` that any window of ``seconds``, its end left out, holds."""
    window: deque[float] = deque()
    most = 0
    for time in sorted(times):
        window.append(time)
        while time - window[0] >= seconds - ROUNDING:
            window.popleft()
        most = max(most, len(window))
    return most


async def deliver(
    pacer: Pacer,
    chats: Iterable[int],
    workers: int = 24,
    latency: tuple[float, float] = (0.0, 0.0),
) -> list[tuple[float, int]]:
    """When a message for each of ``chats`` reached the server, sent by ``workers`` at once."""
    todo = deque(chats)
    arrived: list[tuple[float, int]] = []
    chance = random.Random(7)  # noqa: S311 - the same each time

    async def work() -> None:
        while todo:
            chat = todo.popleft()
            await pacer.turn(chat)
            await asyncio.sleep(chance.uniform(*latency))
            arrived.append((now(), chat))

    await asyncio.gather(*(work() for _ in range(workers)))
    return arrived


def by_chat(arrived: Sequence[tuple[float, int]]) -> dict[int, list[float]]:
    """The times of ``arrived``, each chat's own."""
    times = defaultdict(list)
    for time, chat in arrived:
        times[chat].append(time)
    return times


@pytest.mark.parametrize("workers", [12, 32])
def test_long_run_keeps_all_limits_and_95_percent(workers: int) -> None:
    """2,000 messages to 700 chats exceed no limit at the server, at 95 % of the rate."""
    chats = [chat if chat % 7 else -chat for chat in range(1, 701)]
    todo = [chats[n % 700] for n in range(2000)]
    random.Random(3).shuffle(todo)  # noqa: S311 - the same each time

    async def story() -> None:
        pacer, start = paced(), now()
        arrived = await deliver(pacer, todo, workers, latency=(0.05, 0.05 + MARGIN))
        assert Counter(chat for _, chat in arrived) == Counter(todo)
        assert most_within((time for time, _ in arrived), 1.0) <= 30
        for chat, times in by_chat(arrived).items():
            assert most_within(times, 1.0) == 1
            assert chat > 0 or most_within(times, 60.0) <= 20
        assert 2000 / (now() - start) >= 0.95 * 30
        assert pacer.waiting == 0

    play(story())


def test_turns_come_evenly() -> None:
    """After the first three, turns follow each other one by one, not thirty at once."""

    async def story() -> None:
        arrived = await deliver(paced(), range(1, 301), workers=32)
        times = [time for time, _ in arrived]
        assert times[2] == times[0]
        assert most_within(times, 0.1) <= 6

    play(story())


def test_busy_loop_makes_up_for_a_late_turn() -> None:
    """Where every sleep ends a little late, the rate is still kept."""

    async def late(seconds: float) -> None:
        await asyncio.sleep(seconds + 0.004)

    async def story() -> None:
        start = now()
        pacer = Pacer(clock=now, sleep=late)
        arrived = await deliver(pacer, range(1, 1001), workers=32)
        assert most_within((time for time, _ in arrived), 1.0) <= 30
        assert 1000 / (now() - start) >= 0.95 * 30

    play(story())


def test_group_gets_twenty_a_minute() -> None:
    """A group's messages keep to a second apart and to twenty in any minute."""

    async def story() -> None:
        start = now()
        arrived = await deliver(paced(), [GROUP] * 61, workers=4)
        times = [time - start for time, _ in arrived]
        assert most_within(times, 60.0) == 20
        assert most_within(times, 1.0) == 1
        assert times[19] < 20
        assert 180 < times[60] < 182

    play(story())


def test_slow_chat_keeps_nobody_else_waiting() -> None:
    """While five await their turn in a full group, other chats go at the full rate."""

    async def story() -> None:
        pacer = paced()
        await deliver(pacer, [GROUP] * 20, workers=1)
        slow = asyncio.create_task(deliver(pacer, [GROUP] * 5, workers=5))
        await settle()
        assert pacer.waiting == 5
        start = now()
        arrived = await deliver(pacer, range(1, 201), workers=12)
        assert len(arrived) == 200
        assert now() - start < 200 / (0.95 * 30)
        assert not slow.done()
        assert len(await slow) == 5

    play(story())


def test_earlier_turn_wakes_who_sleeps_for_a_later_one() -> None:
    """A chat that is free goes at once although a turn far off is being slept for."""

    async def story() -> None:
        pacer = paced(per_second=1)
        pacer.hold(50, 1)
        await pacer.turn(2)
        far = asyncio.create_task(pacer.turn(1))
        await settle()
        near = asyncio.create_task(pacer.turn(3))
        start = now()
        await near
        assert now() - start == pytest.approx(1 + MARGIN)
        await far
        assert now() - start == pytest.approx(50)

    play(story())


def test_first_come_first_served() -> None:
    """Of many that wait the one whose chat has been free for longest goes first."""

    async def story() -> None:
        pacer = paced(per_second=2)
        order: list[int] = []

        async def wait(chat: int) -> None:
            await pacer.turn(chat)
            order.append(chat)

        waiting = [asyncio.create_task(wait(chat)) for chat in (5, 5, 9, 1, 5, 7, 2, 8, 3)]
        await asyncio.gather(*waiting)
        assert order == [5, 9, 1, 7, 2, 8, 3, 5, 5]

    play(story())


def test_newcomer_does_not_jump_the_queue() -> None:
    """Who asks at the moment when a turn falls due stands behind who waited for it."""

    async def story() -> None:
        pacer = paced(per_second=1)
        order: list[int] = []

        async def wait(chat: int) -> None:
            await pacer.turn(chat)
            order.append(chat)

        await wait(1)
        waiter = asyncio.create_task(wait(2))
        await settle()
        skip(5)
        assert pacer.wait_for(3) == 0
        await wait(3)
        await waiter
        assert order == [1, 2, 3]

    play(story())


def test_dispatcher_picks_the_chat_that_is_ready() -> None:
    """One dispatcher that asks first serves private chats between the parts for a group."""

    async def story() -> None:
        pacer, start = paced(), now()
        parts = {GROUP: 30, GROUP - 1: 10} | dict.fromkeys(range(1, 301), 1)
        finished: dict[int, float] = {}
        while parts:
            chat = min(parts, key=pacer.wait_for)
            await pacer.turn(chat)
            parts[chat] -= 1
            if not parts[chat]:
                del parts[chat]
                finished[chat] = now() - start
        assert max(finished[chat] for chat in range(1, 301)) < 340 / (0.95 * 30)
        assert finished[GROUP - 1] < 12
        assert 60 < finished[GROUP] < 72

    play(story())


def test_wait_for_tells_the_truth_and_reserves_nothing() -> None:
    """After exactly as long as it says a turn comes without waiting, and asking costs none."""

    async def story() -> None:
        pacer = paced()
        for chat in (1, GROUP, 2, 3, 1, GROUP, 4):
            for _ in range(50):
                seconds = pacer.wait_for(chat)
            await asyncio.sleep(seconds)
            start = now()
            assert pacer.wait_for(chat) == pytest.approx(0, abs=ROUNDING)
            await pacer.turn(chat)
            assert now() - start < 0.001
        assert pacer.wait_for(GROUP) == pytest.approx(1 + MARGIN)
        assert pacer.wait_for(99) < 0.1
        assert len(pacer) == 5

    play(story())


def test_answers_are_a_debt_of_announcements() -> None:
    """Sixty answers at once hold announcements back for two seconds; the rate is kept after."""

    async def story() -> None:
        pacer, start = paced(), now()
        for person in range(1, 61):
            pacer.answered(person)
        assert pacer.wait_for(1000) == pytest.approx(58 * (1 + MARGIN) / 30)
        arrived = await deliver(pacer, range(1000, 1100))
        assert arrived[0][0] - start == pytest.approx(58 * (1 + MARGIN) / 30, abs=0.01)
        assert most_within((time for time, _ in arrived), 1.0) <= 30

    play(story())


def test_answers_and_announcements_share_the_rate() -> None:
    """With ten answers a second announcements take the rest, and both stay within the limit."""

    async def story() -> None:
        pacer, start = paced(), now()
        answers: list[float] = []

        async def answer() -> None:
            for person in range(10_000, 10_200):
                pacer.answered(person)
                answers.append(now())
                await asyncio.sleep(0.1)

        answering = asyncio.create_task(answer())
        arrived = await deliver(pacer, range(1, 361))
        took = now() - start
        assert 360 / took >= 0.92 * 20
        times = [time for time, _ in arrived]
        assert most_within(times + answers, 1.0) <= 30
        answering.cancel()

    play(story())


def test_answer_counts_in_its_chat_and_group() -> None:
    """Somebody just answered gets the announcement a second later; a full group next minute."""

    async def story() -> None:
        pacer = paced(per_second=None)
        pacer.answered(5)
        assert pacer.wait_for(5) == pytest.approx(1 + MARGIN)
        for _ in range(25):
            pacer.answered(GROUP)
            await asyncio.sleep(1)
        # The sixth of them is the twentieth from the end.
        assert 60 - 20 <= pacer.wait_for(GROUP) < 60 - 20 + 1

    play(story())


def test_answer_while_waiting_moves_the_turn() -> None:
    """A turn that is slept for comes later where the same chat is answered meanwhile."""

    async def story() -> None:
        pacer = paced()
        await pacer.turn(1)
        start = now()
        waiting = asyncio.create_task(pacer.turn(1))
        await asyncio.sleep(0.8)
        pacer.answered(1)
        await waiting
        assert now() - start == pytest.approx(0.8 + 1 + MARGIN)

    play(story())


def test_hold_stops_all_announcements() -> None:
    """Told to be silent for seven seconds the bot announces nothing for seven seconds."""

    async def story() -> None:
        pacer = paced()
        sending = asyncio.create_task(deliver(pacer, range(1, 301)))
        await asyncio.sleep(2)
        start = now()
        pacer.hold(7)
        pacer.hold(1)
        times = [time for time, _ in await sending]
        assert not [time for time in times if start < time < start + 7]
        assert len([time for time in times if time <= start]) < 90
        assert most_within(times, 1.0) <= 30

    play(story())


def test_hold_of_one_chat_concerns_no_other() -> None:
    """A chat on hold waits its time, the others do not."""

    async def story() -> None:
        pacer, start = paced(), now()
        pacer.hold(40, 1)
        pacer.hold(5, 1)
        pacer.hold(5, 2)
        assert pacer.wait_for(1) == 40
        assert pacer.wait_for(2) == 5
        assert pacer.wait_for(3) == 0
        arrived = {chat: time for time, chat in await deliver(pacer, range(1, 31))}
        assert arrived[1] - start == pytest.approx(40)
        assert arrived[2] - start == pytest.approx(5)
        assert max(arrived[chat] for chat in range(3, 31)) - start < 1.1
        pacer.hold(1, 3)
        assert list(pacer._held_chats) == [3], "holds that are over are forgotten"

    play(story())


def test_hold_while_waiting() -> None:
    """A hold that comes while a turn is slept for moves it."""

    async def story() -> None:
        pacer, start = paced(), now()
        await pacer.turn(1)
        waiting = asyncio.create_task(pacer.turn(1))
        await asyncio.sleep(0.5)
        pacer.hold(9, 1)
        await waiting
        assert now() - start == pytest.approx(9.5)

    play(story())


def test_cancelled_waiters_leave_nothing() -> None:
    """Waiters that are cancelled leave no task, no place in a queue and no share of the rate."""

    async def story() -> None:
        pacer = paced()
        pacer.hold(100)
        waiting = [asyncio.create_task(pacer.turn(chat % 10)) for chat in range(300)]
        await settle()
        assert pacer.waiting == 300
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await settle()
        assert pacer.waiting == 0
        assert not pacer._queue
        assert not pacer._lines
        assert not len(pacer)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        await asyncio.sleep(100)
        start = now()
        await deliver(pacer, (1, 2, 3))
        assert now() == start

    play(story())


def test_cancelled_waiter_costs_the_others_nothing() -> None:
    """Where every second waiter goes, the others' turns come as if it had never waited."""

    async def story() -> None:
        pacer, start = paced(), now()
        waiting = [asyncio.create_task(pacer.turn(chat)) for chat in range(1, 121)]
        await settle()
        for task in waiting[1::2]:
            task.cancel()
        await asyncio.gather(*waiting[::2])
        assert now() - start == pytest.approx(60 * (1 + MARGIN) / 30, abs=0.15)
        assert pacer.waiting == 0

    play(story())


def test_waiter_cancelled_as_its_turn_comes() -> None:
    """A turn that falls due for one just cancelled goes to the next."""

    async def story() -> None:
        pacer = paced(per_second=1)
        await pacer.turn(1)
        gone = asyncio.create_task(pacer.turn(2))
        next_one = asyncio.create_task(pacer.turn(3))
        await settle()
        start = now()
        skip(1 + MARGIN)
        gone.cancel()
        pacer._grant_due()
        await next_one
        assert gone.cancelled()
        assert now() - start == pytest.approx(1 + MARGIN)
        await settle()
        assert pacer.waiting == 0

    play(story())


def test_turn_given_and_not_taken_counts_as_used() -> None:
    """Who is cancelled after the turn came, and before going on, has used it."""

    async def story() -> None:
        pacer = paced(per_second=1)
        await pacer.turn(1)
        waiter = asyncio.create_task(pacer.turn(2))
        await settle()
        skip(5)
        pacer._grant_due()
        waiter.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiter
        assert pacer.wait_for(3) == pytest.approx(1 + MARGIN)
        assert pacer.waiting == 0

    play(story())


def test_line_left_and_joined_again() -> None:
    """A chat whose only waiter went can be waited for again, in the same place."""

    async def story() -> None:
        pacer, start = paced(), now()
        pacer.hold(10, 1)
        pacer.hold(20, 2)
        other = asyncio.create_task(pacer.turn(2))
        for _ in range(50):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(pacer.turn(1), 0.1)
        assert len(pacer._queue) == 2
        await pacer.turn(1)
        assert now() - start == pytest.approx(10)
        await other
        assert now() - start == pytest.approx(20)

    play(story())


def test_abandoned_line_is_cleared_away() -> None:
    """A chat that nobody waits for any more is dropped when its time comes."""

    async def story() -> None:
        pacer = paced()
        pacer.hold(10, 1)
        pacer.hold(20, 2)
        other = asyncio.create_task(pacer.turn(2))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(pacer.turn(1), 0.1)
        await other
        assert not pacer._lines

    play(story())


def test_idle_chats_are_forgotten() -> None:
    """Whoever got nothing for over a minute is no longer remembered."""

    async def story() -> None:
        pacer = paced()
        most = 0
        for chat in range(1, 6001):
            await pacer.turn(-chat if chat % 2 else chat)
            most = max(most, len(pacer))
        assert most < 61.5 * 30
        await asyncio.sleep(61)
        await pacer.turn(1)
        assert len(pacer) == 1

    play(story())


def test_no_limits() -> None:
    """Without limits every turn comes at once, except where Telegram asked for a pause."""

    async def story() -> None:
        pacer, start = paced(None, None, None), now()
        await deliver(pacer, [GROUP, 1] * 500)
        assert now() == start
        pacer.hold(3)
        await pacer.turn(1)
        assert now() - start == pytest.approx(3)

    play(story())


def test_one_limit_at_a_time() -> None:
    """Each limit holds by itself where the others are taken off."""

    async def story() -> None:
        start = now()
        await deliver(paced(None, 1.0, None), [GROUP] * 31)
        assert now() - start == pytest.approx(30 * (1 + MARGIN))
        start = now()
        arrived = await deliver(paced(None, None, 20), [GROUP] * 40 + [1] * 40, workers=80)
        assert now() - start == pytest.approx(60.3)
        assert {time for time, chat in arrived if chat == 1} == {start}
        start = now()
        await deliver(paced(10, None, None), [1] * 100)
        assert now() - start == pytest.approx(97 * (1 + MARGIN) / 10, abs=0.11)

    play(story())


def test_waiter_of_a_long_line_goes_alone() -> None:
    """Of several that wait in one chat a cancelled one leaves, the others stay in order."""

    async def story() -> None:
        pacer, start = paced(), now()
        pacer.answered(1)
        waiting = [asyncio.create_task(pacer.turn(1)) for _ in range(3)]
        await settle()
        waiting[0].cancel()
        await waiting[1]
        assert now() - start == pytest.approx(1 + MARGIN)
        assert not waiting[2].done()
        await waiting[2]
        assert now() - start == pytest.approx(2 * (1 + MARGIN))

    play(story())
