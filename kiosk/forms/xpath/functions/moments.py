"""Dates and times: today, now, conversion and formatting."""

from __future__ import annotations

import math
from datetime import date, datetime, time

from kiosk.forms.xpath import dates
from kiosk.forms.xpath.context import Context
from kiosk.forms.xpath.functions.registry import context_or, eager
from kiosk.forms.xpath.values import NAN, InvalidDate, Value, to_date, to_string


@eager("today", 0, 0)
def _today(context: Context, _: list[Value]) -> Value:
    scope = context.scope
    return scope.now().astimezone(scope.zone).date()


@eager("now", 0, 0)
def _now(context: Context, _: list[Value]) -> Value:
    scope = context.scope
    return scope.now().astimezone(scope.zone)


@eager("date", 1, 1)
def _date(context: Context, arguments: list[Value]) -> Value:
    return to_date(arguments[0], context.scope.zone)


@eager("date-time", 1, 1)
def _date_time(context: Context, arguments: list[Value]) -> Value:
    value = arguments[0]
    if isinstance(value, float):
        moment = None
        if math.isfinite(value):
            moment = dates.moment_of_number(value, context.scope.zone)
        if moment is None:
            return InvalidDate(to_string(value))
        # the number of a day, in days from local midnight, is that day again
        return moment.date() if moment.timetz().replace(tzinfo=None) == time() else moment
    return to_date(value, context.scope.zone)


def _format(context: Context, arguments: list[Value]) -> Value:
    found = to_date(arguments[0], context.scope.zone)
    if not isinstance(found, date):
        return ""
    return dates.format_with(to_string(arguments[1]), found, context.scope.zone)


eager("format-date", 2, 2)(_format)
eager("format-date-time", 2, 2)(_format)


@eager("decimal-date-time", 0, 1)
def _decimal_date_time(context: Context, arguments: list[Value]) -> Value:
    value = context_or(context, arguments)
    if isinstance(value, float) and not value.is_integer():
        return value  # a moment in days already; a whole number is a day, from local midnight
    found = to_date(value, context.scope.zone)
    if not isinstance(found, date):
        return NAN
    return dates.instant_number(dates.as_instant(found, context.scope.zone))


@eager("decimal-time", 0, 1)
def _decimal_time(context: Context, arguments: list[Value]) -> Value:
    """The part of the local day that has passed at a time such as ``06:00:00.000-07:00``."""
    zone = context.scope.zone
    text = to_string(context_or(context, arguments))
    clock = dates.parse_time_form(text, zone)
    if clock is None:
        found = dates.parse_date_form(text, zone)
        if not isinstance(found, datetime):
            return NAN
        clock = found.timetz()
    today = context.scope.now().astimezone(zone).date()
    local = datetime.combine(today, clock).astimezone(zone)
    seconds = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    return seconds / 86400
