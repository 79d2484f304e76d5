"""The grammar of inexact dates: what people's words about a past treatment can mean, as an interval of days."""

from bot.understand.dates.coming import Coming, find_coming, place_of_coming
from bot.understand.dates.reader import find_dates, read_date
from bot.understand.dates.reading import DateReading

__all__ = ["Coming", "DateReading", "find_coming", "find_dates", "place_of_coming", "read_date"]
