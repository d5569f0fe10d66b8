pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A date by three wheels, by typing its digits one after the other, or both. Value: YYYY-MM-DD.
FocusScope {
    id: entry

    property string value
    property bool faulty: false
    property int part: 0               // 0 year, 1 month, 2 day: where digits go
    property string typed
    property int year: -1
    property int month: -1
    property int day: -1

    signal edited(string text)

    function daysIn(y: int, m: int): int {
        return m < 1 ? 31 : new Date(y < 0 ? 2000 : y, m, 0).getDate();
    }

    function publish(): void {
        const last = daysIn(year, month);
        if (day > last)
            day = last;
        const whole = year >= 0 && month > 0 && day > 0;
        edited(whole ? [String(year).padStart(4, "0"), String(month).padStart(2, "0"),
                        String(day).padStart(2, "0")].join("-") : "");
    }

    function read(): void {
        const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(value);
        if (!parts)
            return;
        year = Number(parts[1]);
        month = Number(parts[2]);
        day = Number(parts[3]);
    }

    function settle(): void {
        if (typed === "")
            return;
        const number = Number(typed);
        typed = "";
        if (part === 0)
            year = number;
        else if (part === 1)
            month = Math.max(1, Math.min(12, number));
        else
            day = Math.max(1, Math.min(31, number));
        publish();
    }

    function choose(which: int): void {
        settle();
        part = which;
        forceActiveFocus(Qt.MouseFocusReason);
    }

    function type(character: string): void {
        typed += character;
        const number = Number(typed);
        const full = part === 0 ? typed.length === 4
                   : typed.length === 2 || number > (part === 1 ? 1 : 3);
        if (full) {
            const next = Math.min(2, part + 1);
            settle();
            part = next;
        }
    }

    function erase(): void {
        if (typed !== "") {
            typed = typed.slice(0, -1);
            return;
        }
        if (part === 2 && day >= 0)
            day = -1;
        else if (part === 2)
            part = 1;
        else if (part === 1 && month >= 0)
            month = -1;
        else if (part === 1)
            part = 0;
        else
            year = -1;
        publish();
    }

    function clear(): void {
        typed = "";
        year = -1;
        month = -1;
        day = -1;
        part = 0;
        publish();
    }

    implicitHeight: row.implicitHeight
    onValueChanged: read()
    Component.onCompleted: read()
    onActiveFocusChanged: {
        if (!activeFocus)
            settle();
    }

    Keys.onPressed: event => {
        if (/^[0-9]$/.test(event.text)) {
            entry.type(event.text);
            event.accepted = true;
        } else if (event.key === Qt.Key_Backspace) {
            entry.erase();
            event.accepted = true;
        }
    }

    Row {
        id: row

        readonly property real cell: (width - 2 * spacing) / 10

        width: parent.width
        spacing: Theme.gap

        Wheel {
            width: row.cell * 4
            name: "year"
            unit: qsTr("Year", "unit after the number of a year")
            value: entry.year
            typed: entry.part === 0 ? entry.typed : ""
            from: 1900
            to: 2100
            start: 1960
            digits: 4
            active: entry.part === 0 && entry.activeFocus
            faulty: entry.faulty
            onTurned: number => {
                entry.choose(0);
                entry.year = number;
                entry.publish();
            }
            onChosen: entry.choose(0)
        }

        Wheel {
            width: row.cell * 3
            name: "month"
            unit: qsTr("Month", "unit after the number of a month")
            value: entry.month
            typed: entry.part === 1 ? entry.typed : ""
            from: 1
            to: 12
            wraps: true
            active: entry.part === 1 && entry.activeFocus
            faulty: entry.faulty
            onTurned: number => {
                entry.choose(1);
                entry.month = number;
                entry.publish();
            }
            onChosen: entry.choose(1)
        }

        Wheel {
            width: row.cell * 3
            name: "day"
            unit: qsTr("Day", "unit after the number of a day of the month")
            value: entry.day
            typed: entry.part === 2 ? entry.typed : ""
            from: 1
            to: entry.daysIn(entry.year, entry.month)
            wraps: true
            active: entry.part === 2 && entry.activeFocus
            faulty: entry.faulty
            onTurned: number => {
                entry.choose(2);
                entry.day = number;
                entry.publish();
            }
            onChosen: entry.choose(2)
        }
    }
}
