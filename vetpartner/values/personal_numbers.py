"""Numbers that countries give to people, and bank accounts, in texts: by shape and check digit.

Each kind is a line of `NUMBERS`. Where many other numbers have the shape, such as nine digits with
one check digit, it counts only behind its name. No clock is asked: who is not born yet counts too.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Sound = Callable[[str], bool]
    """Tells whether digits and letters without separators are such a number."""


# Check digits. A number is right if the digit or letter at its end follows from those before.


def _digits(number: str) -> list[int]:
    return [int(sign) for sign in number]


def _sum(number: str, weights: str | Sequence[int]) -> int:
    """Return the sum of the first digits, each times its weight."""
    return sum(w * int(sign) for w, sign in zip(map(int, weights), number, strict=False))


def _weighted(weights: str | Sequence[int], modulus: int, check: Callable[[int], int]) -> Sound:
    """Return what compares the digit behind as many as there are weights with their sum's rest."""
    return lambda number: int(number[len(weights)]) == check(_sum(number, weights) % modulus)


def _to_ten(rest: int) -> int:
    return -rest % 10


def _to_eleven(rest: int) -> int:
    """Return the complement to 11; ten and eleven, which are no digit, are written as 0."""
    return -rest % 11 % 10


def _luhn(number: str) -> bool:
    doubled = (2 * d if n % 2 else d for n, d in enumerate(reversed(_digits(number))))
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0


def _mod_11_10(number: str) -> bool:
    """Tell whether a number is right by ISO 7064, MOD 11,10."""
    rest = 10
    for digit in _digits(number[:-1]):
        rest = ((rest + digit) % 10 or 10) * 2 % 11
    return (rest + int(number[-1])) % 10 == 1


def _belgian(number: str) -> bool:
    return 97 - int(number[9:]) in {int(number[:9]) % 97, int(f"2{number[:9]}") % 97}


def _czech(number: str) -> bool:
    return int(number) % 11 == 0 or (int(number[:9]) % 11 == 10 and number[9] == "0")


def _baltic(number: str) -> bool:
    first, second = _sum(number, "1234567891") % 11, _sum(number, "3456789123") % 11
    return int(number[10]) == (first if first < 10 else second % 10)


def _finnish(number: str) -> bool:
    # The shape leaves the sign of the century out of what is compact, unless it is a letter.
    plain, check = number[:6] + number[-4:-1], number[-1]
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(plain) % 31] == check


def _french(number: str) -> bool:
    plain = number.replace("2A", "19").replace("2B", "18")
    return 97 - int(plain[:13]) % 97 == int(plain[13:])


def _german(number: str) -> bool:
    """One digit of the first ten stands there twice or three times, and the others once at most."""
    *others, most = sorted(number[:10].count(digit) for digit in set(number[:10]))
    return most in {2, 3} and others[-1:] == [1] and _mod_11_10(number)


def _german_insurance(number: str) -> bool:
    digits = _digits(f"{number[:8]}{ord(number[8]) - 64:02}{number[9:11]}")
    parts = (int(w) * d for w, d in zip("212571212121", digits, strict=True))
    return sum(n // 10 + n % 10 for n in parts) % 10 == int(number[11])


def _irish(number: str) -> bool:
    more = 9 * (ord(number[8]) - 64) if number[8:] not in {"", "W"} else 0
    return "WABCDEFGHIJKLMNOPQRSTUV"[(_sum(number[:7], "8765432") + more) % 23] == number[7]


_ALL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_AT_ODD_PLACES = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21] * 2 + [2, 4, 18, 20, 11, 3, 6, 8, 12, 14]
_AT_ODD_PLACES += [16, 10, 22, 25, 24, 23]


def _italian(number: str) -> bool:
    odd = sum(_AT_ODD_PLACES[_ALL.index(sign)] for sign in number[:15:2])
    even = sum(int(sign) if sign.isdigit() else ord(sign) - 65 for sign in number[1:15:2])
    return ord(number[15]) - 65 == (odd + even) % 26


def _norwegian(number: str) -> bool:
    first, second = _sum(number, "3761894521"), _sum(number, "54327654321")
    return first % 11 == second % 11 == 0


def _spanish(number: str) -> bool:
    plain = number[:-1].translate({88: "0", 89: "1", 90: "2"})  # X, Y and Z
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(plain) % 23] == number[-1]


def _turkish(number: str) -> bool:
    digits = _digits(number)
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return tenth == digits[9] and sum(digits[:10]) % 10 == digits[10]


# Shapes. The groups y, m and d are a birthday.

_FLAGS = re.ASCII | re.IGNORECASE
_YMD, _DMY = r"(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)", r"(?P<d>\d\d)(?P<m>\d\d)(?P<y>\d\d)"


@frozen
class PersonalNumber:
    """A kind of number: its shape, its check, and the name behind which alone it counts.

    `months` and `days` are what may be added to those of a birthday, to tell centuries, sexes and
    foreigners apart. `certain` tells that nothing else is likely to look like it, in a link either.
    """

    where: str
    shape: re.Pattern[str]
    sound: Sound
    behind: re.Pattern[str] | None
    months: tuple[int, ...]
    days: tuple[int, ...]
    certain: bool

    def found(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where in a text, read as by `page_text`, such numbers begin and end."""
        for match in self.shape.finditer(text):
            number = re.sub(r"[^0-9A-Z]", "", match[0].upper())
            if self.behind is not None and not self.behind.search(
                text[max(0, match.start() - 40) : match.start()]
            ):
                continue
            if self._is_birthday(match.groupdict()) and self.sound(number):
                yield match.span()

    def _is_birthday(self, parts: dict[str, str]) -> bool:
        for months, days in product(self.months, self.days) if parts else ():
            try:
                # A leap year, because the century is not known.
                date(2000, int(parts["m"]) - months, int(parts["d"]) - days)
            except ValueError:
                continue
            return True
        return not parts


def _number(
    where: str,
    shape: str,
    sound: Sound,
    *,
    behind: str = "",
    months: tuple[int, ...] = (0,),
    days: tuple[int, ...] = (0,),
    certain: bool = True,
) -> PersonalNumber:
    # Behind a dot, a dash or the like it is a part of something longer, such as a code.
    before = r"\w[-./,+]" if certain else r"\w[-./,+=]"
    around = re.compile(rf"(?<!\w)(?<!{before})(?:{shape})(?!\w)(?![-./,]\w)", _FLAGS)
    label = re.compile(rf"\b(?:{behind})\W{{0,4}}\Z", _FLAGS) if behind else None
    return PersonalNumber(where, around, sound, label, months, days, certain)


NUMBERS = (
    _number("AT", rf"[1-9]\d{{3}} ?{_DMY}", lambda n: _sum(n, "3790584216") % 11 == int(n[3])),
    _number(
        "BE",
        r"(?P<y>\d\d)\.?(?P<m>\d\d)\.?(?P<d>\d\d)[- ]?\d{3}[. ]?\d\d",
        _belgian,
        months=(0, 20, 40),
    ),
    _number(
        "BG",
        rf"{_YMD}\d{{4}}",
        _weighted((2, 4, 8, 5, 10, 9, 7, 3, 6), 11, lambda r: r % 10),
        months=(0, 20, 40),
    ),
    _number("CH", r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d", _weighted("131313131313", 10, _to_ten)),
    _number("CZ, SK", rf"{_YMD}/?\d{{4}}", _czech, months=(0, 20, 50, 70)),
    _number("DE", r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}", _german, certain=False),
    _number("DE", rf"\d\d ?{_DMY} ?[A-Z] ?\d{{3}}", _german_insurance),
    _number("DK", rf"{_DMY}-?\d{{4}}", lambda n: _sum(n, "4327654321") % 11 == 0),
    _number("EE, LT", rf"[1-8]{_YMD}\d{{4}}", _baltic),
    _number("ES", r"(?:\d{8}|[XYZ][- ]?\d{7})[- ]?[A-Z]", _spanish),
    _number("FI", rf"{_DMY}[-+A-FU-Y]\d{{3}}[0-9A-Z]", _finnish),
    _number("FR", r"[12] ?\d\d ?\d\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d", _french),
    _number("GR", rf"{_DMY}\d{{5}}", _luhn),
    _number("HR", r"\d{11}", _mod_11_10, certain=False),
    _number(
        "HR, SI, RS, MK",
        r"(?P<d>\d\d)(?P<m>\d\d)[09](?P<y>\d\d)\d{6}",
        _weighted("765432765432", 11, _to_eleven),
    ),
    _number("HU", r"8\d{9}", _weighted("123456789", 11, int), certain=False),
    _number("IE", r"\d{7}[A-W][A-IW]?", _irish),
    _number("IS", rf"{_DMY}[- ]?\d\d\d[089]", _weighted("32765432", 11, _to_eleven), days=(0, 40)),
    _number(
        "IT",
        r"[A-Z]{3} ?[A-Z]{3} ?[\dL-V]{2}[A-EHLMPR-T][\dL-V]{2} ?[A-Z][\dL-V]{3}[A-Z]",
        _italian,
    ),
    _number("LU", r"(?:19|20)(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)\d{5}", lambda n: _luhn(n[:12])),
    _number(
        "LV",
        rf"{_DMY}-?\d{{5}}",
        _weighted((1, 6, 3, 7, 9, 10, 5, 8, 4, 2), 11, lambda r: (1 - r) % 11 % 10),
    ),
    _number(
        "NL",
        r"\d{4}[ .]?\d\d[ .]?\d{3}",
        lambda n: _sum(n[:8], "98765432") % 11 == int(n[8]),
        behind=r"bsn|burgerservice\w*|sofi\w*",
    ),
    _number("NO", rf"{_DMY} ?\d{{5}}", _norwegian, months=(0, 40), days=(0, 40)),
    _number(
        "PL", rf"{_YMD}\d{{5}}", _weighted("1379137913", 10, _to_ten), months=(0, 20, 40, 60, 80)
    ),
    _number("PT", r"[123]\d{8}", _weighted("98765432", 11, _to_eleven), certain=False),
    _number(
        "RO", rf"[1-8]{_YMD}\d{{6}}", _weighted("279146358279", 11, lambda r: r if r < 10 else 1)
    ),
    _number("SE", rf"(?:19|20)?{_YMD}[-+]?\d{{4}}", lambda n: _luhn(n[-10:]), days=(0, 60)),
    _number("TR", r"[1-9]\d{10}", _turkish, certain=False),
)
"""The kinds of numbers, by where they are given out."""

_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?:[ -]?[A-Z0-9]){11,30}(?!\w)", _FLAGS)
_LENGTHS = (
    "AD24 AL28 AT20 BA20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FO18 FR27 GB22 GE22 GI23"
    " GL18 GR27 HR21 HU28 IE22 IL23 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18"
    " NO15 PL28 PT25 RO24 RS22 SE24 SI19 SK24 SM27 TN24 TR26 UA29 XK20"
)
_LENGTH = {each[:2]: int(each[2:]) for each in _LENGTHS.split()}


def accounts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where numbers of bank accounts (IBAN) stand."""
    for match in _IBAN.finditer(text):
        signs = [(n, c) for n, c in enumerate(match[0].upper()) if c in _ALL]
        # A word that follows may be taken for a part of it: its country says how long it is.
        length = _LENGTH.get(match[0][:2].upper(), 0)
        number = "".join(sign for _, sign in signs[:length])
        if length and len(number) == length and _mod_97(number):
            yield match.start(), match.start() + signs[length - 1][0] + 1


def _mod_97(number: str) -> bool:
    return int("".join(str(_ALL.index(sign)) for sign in number[4:] + number[:4])) % 97 == 1
