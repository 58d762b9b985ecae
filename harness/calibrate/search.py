"""Where a store stops taking tokens: bisection over something that it takes up to a point, and not beyond."""

from collections.abc import Callable


def largest(takes: Callable[[int], bool], guess: int, limit: int) -> int | None:
    """Return the largest number up to ``limit`` that ``takes`` takes; None if it takes ``limit`` as well.

    ``takes`` is asked of numbers above zero; it takes zero, and whatever is less than what it takes. Around a right
    ``guess`` two questions are enough.
    """
    low, high = 0, None
    for number in (guess, guess + 1):
        if high is None and low < number <= limit:
            low, high = (number, None) if takes(number) else (low, number)
    while high is None:
        if low >= limit:
            return None
        number = min(limit, 2 * low + 1)
        low, high = (number, None) if takes(number) else (low, number)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if takes(middle) else (low, middle)
    return low
