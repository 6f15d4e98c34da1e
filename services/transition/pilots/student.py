"""The points of Student's t distribution."""

from math import exp, lgamma, log, sqrt

CLOSE = 1e-12
MOST_STEPS = 300
TINY = 1e-300


def t_point(probability: float, freedom: int) -> float:
    """The t below which that share lies, for a probability above one half; to 1e-9, by halving."""
    low, high = 0.0, 1.0
    while _below(high, freedom) < probability:
        high *= 2
    while high - low > CLOSE * max(1.0, high):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(middle, freedom) < probability else (low, middle)
    return (low + high) / 2


def _below(t: float, freedom: int) -> float:
    return 1 - _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Regularised; by its continued fraction, from the side on which that comes to an end soon."""
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """By Lentz's method."""
    c, d = 1.0, 1 / _safe(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, MOST_STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / _safe(1 + term * d), _safe(1 + term / c)
            found *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return found


def _safe(value: float) -> float:
    return value if abs(value) > TINY else TINY


def half_width(deviation: float, cases: int, probability: float) -> float:
    return t_point(probability, cases - 1) * deviation / sqrt(cases)
