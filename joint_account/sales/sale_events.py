"""Amazon's own sales events, which explain a peak: known ones by year, and those that follow from a holiday.

Source: Amazon's announcements of each Prime Day and Prime Big Deal Days (aboutamazon.com). Days are those of most stores;
some countries, such as India, Japan or Australia, had theirs on others.
"""

from datetime import date, timedelta

from joint_account.sales.periods import Days

_ANNOUNCED = {
    "Prime Day": (
        Days(date(2022, 7, 12), date(2022, 7, 13)),
        Days(date(2023, 7, 11), date(2023, 7, 12)),
        Days(date(2024, 7, 16), date(2024, 7, 17)),
        Days(date(2025, 7, 8), date(2025, 7, 11)),
        Days(date(2026, 6, 23), date(2026, 6, 26)),
    ),
    "Prime Big Deal Days": (
        Days(date(2023, 10, 10), date(2023, 10, 11)),
        Days(date(2024, 10, 8), date(2024, 10, 9)),
        Days(date(2025, 10, 7), date(2025, 10, 8)),
    ),
}


def sale_events(days: Days) -> list[tuple[str, Days]]:
    """The events that touch some days, by their first day."""
    known = [(name, some) for name, all_of_them in _ANNOUNCED.items() for some in all_of_them]
    known += [
        ("Black Friday to Cyber Monday", _after_thanksgiving(year)) for year in range(days.first.year, days.last.year + 1)
    ]
    touching = [one for one in known if one[1].first <= days.last and one[1].last >= days.first]
    return sorted(touching, key=lambda one: one[1].first)


def announced(name: str, year: int) -> date | None:
    """The first day of an event in a year; none where Amazon has not announced it, or we do not know."""
    return next((some.first for some in _ANNOUNCED[name] if some.first.year == year), None)


def _after_thanksgiving(year: int) -> Days:
    thursday = date(year, 11, 22) + timedelta(days=(3 - date(year, 11, 22).weekday()) % 7)
    return Days(thursday + timedelta(days=1), thursday + timedelta(days=4))
