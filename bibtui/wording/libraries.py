"""Is my library open, in one sentence."""

from datetime import date, timedelta

from bibtui.domain.libraries import Opening
from bibtui.wording.french import WEEKDAYS, date_long, hour, nbsp


def hours_said(opening: Opening, today: date) -> str:
    """« C'est ouvert jusqu'à 18 h. Prochaine ouverture : demain samedi à 10 h. »"""
    if opening.open_now and opening.closes_at is not None:
        now = f"C'est ouvert jusqu'à {hour(opening.closes_at)}."
    else:
        now = "C'est fermé en ce moment."
    following = opening.next_open
    if following is None:
        return nbsp(now)
    return nbsp(f"{now} Prochaine ouverture : {_day(following.day, today)} à {hour(following.at)}.")


def _day(day: date, today: date) -> str:
    if day == today:
        return "aujourd'hui"
    name = WEEKDAYS[day.weekday()]
    if day == today + timedelta(days=1):
        return f"demain {name}"
    return name if day < today + timedelta(days=7) else date_long(day)
