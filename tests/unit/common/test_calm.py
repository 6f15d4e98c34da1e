"""What the logs keep to themselves while something is away."""

import logging
import sys

from libs.common.telemetry.calm import CHATTER_EVERY, TRACE_EVERY, Calm


class Hands:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def line(message: str, logger: str = "libs.common.edge") -> logging.LogRecord:
    return logging.LogRecord(logger, logging.ERROR, "", 0, message, (), None)


def fault(text: str = "away", message: str = "Fault on %s") -> logging.LogRecord:
    try:
        raise ConnectionError(text)
    except ConnectionError:
        told = line(message)
        told.exc_info = sys.exc_info()
        return told


def test_a_fault_told_again_soon_comes_without_its_trace() -> None:
    calm, first, second = Calm(), fault(), fault("still away")
    assert calm.filter(first) and calm.filter(second)
    assert first.exc_info and not second.exc_info
    assert vars(second)["fault"] == "ConnectionError('still away')"


def test_a_fault_told_again_much_later_comes_whole() -> None:
    hands = Hands()
    calm, again = Calm(hands), fault()
    calm.filter(fault())
    hands.at = TRACE_EVERY
    assert calm.filter(again) and again.exc_info


def test_another_fault_comes_whole() -> None:
    calm, other = Calm(), fault(message="The door could not record")
    calm.filter(fault())
    assert calm.filter(other) and other.exc_info


def test_what_the_kafka_client_repeats_is_said_once_in_a_while() -> None:
    hands = Hands()
    calm = Calm(hands)
    told = [calm.filter(line("Unable connect", "aiokafka.conn")) for _ in range(100)]
    assert told == [True] + [False] * 99
    hands.at = CHATTER_EVERY
    assert calm.filter(line("Unable connect", "aiokafka.conn"))


def test_our_own_lines_are_never_left_out() -> None:
    calm = Calm()
    assert all(calm.filter(line("The relay could not send")) for _ in range(3))
