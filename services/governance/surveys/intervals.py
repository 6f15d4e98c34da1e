"""Confidence intervals of shares and means. Statistics, so they reckon in floats."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, mean, stdev

Interval = tuple[float, float]


def normal_quantile(confidence: float) -> float:
    """Two-sided: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def student_quantile(confidence: float, freedom: int) -> float:
    """Two-sided, by the expansion of Abramowitz and Stegun 26.7.5: right to 0.01 from 4 on."""
    z = normal_quantile(confidence)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, 1))


def wilson(part: int, of: int, confidence: float) -> Interval:
    """Of a share, 0 to 1. Source: Wilson's score interval (1927); never outside 0 to 1."""
    z = normal_quantile(confidence)
    share, spread = part / of, z * z / of
    middle = share + spread / 2
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of))
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return min(max(low, 0.0), share), max(min(high, 1.0), share)


def of_mean(values: Sequence[int], confidence: float) -> Interval:
    """Student's t."""
    middle = mean(values)
    quantile = student_quantile(confidence, len(values) - 1)
    half = quantile * stdev(values) / sqrt(len(values))
    return middle - half, middle + half


def of_net_promoters(promoters: int, detractors: int, of: int, confidence: float) -> Interval:
    """Of the difference of their shares, −1 to 1.

    Source: the adjusted Wald interval that Rocks found best ("Interval Estimation for the Net
    Promoter Score", The American Statistician, 2016): three answers more, ¾ of them promoters
    and ¾ detractors.
    """
    size = of + 3
    up, down = (promoters + 0.75) / size, (detractors + 0.75) / size
    net = up - down
    half = normal_quantile(confidence) * sqrt((up + down - net * net) / size)
    found = (promoters - detractors) / of
    return min(max(net - half, -1.0), found), max(min(net + half, 1.0), found)
