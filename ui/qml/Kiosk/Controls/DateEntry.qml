pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A date by three wheels, by typing its digits one after the other, or both; or only its month or
// its year. Value: YYYY-MM-DD, the first day of the month or year where that is all that is asked.
FocusScope {
    id: entry

    property string value
    property bool faulty: false
    property int parts: 3              // 1 year, 2 year and month, 3 the whole date
    property string now                // YYYY-MM-DD…, where the wheels begin
    readonly property bool decimal: false
    readonly property bool letters: false
    property int part: 0               // 0 year, 1 month, 2 day: where digits go
    property string typed
    property int year: -1
    property int month: -1
    property int day: -1

    readonly property var today: now !== "" ? now.slice(0, 10).split("-").map(Number)
                                            : [new Date().getFullYear(), 1, 1]
    readonly property int firstYear: 1850
    readonly property int lastYear: 2150

    signal edited(string text)

    function daysIn(y: int, m: int): int {
        return m < 1 ? 31 : new Date(y < 0 ? 2000 : y, m, 0).getDate();
    }

    function publish(): void {
        const last = daysIn(year, month);
        if (day > last)
            day = last;
        const whole = year >= 0 && (parts < 2 || month > 0) && (parts < 3 || day > 0);
        edited(whole ? [String(year).padStart(4, "0"), String(parts < 2 ? 1 : month).padStart(2, "0"),
                        String(parts < 3 ? 1 : day).padStart(2, "0")].join("-") : "");
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
            year = number < firstYear || number > lastYear ? -1 : number;
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
            const next = Math.min(parts - 1, part + 1);
            settle();
            if (part > 0 || year >= 0)
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
            from: entry.firstYear
            to: entry.lastYear
            start: entry.today[0]
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
            visible: entry.parts > 1
            width: row.cell * 3
            name: "month"
            unit: qsTr("Month", "unit after the number of a month")
            value: entry.month
            typed: entry.part === 1 ? entry.typed : ""
            from: 1
            to: 12
            start: entry.today[1]
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
            visible: entry.parts > 2
            width: row.cell * 3
            name: "day"
            unit: qsTr("Day", "unit after the number of a day of the month")
            value: entry.day
            typed: entry.part === 2 ? entry.typed : ""
            from: 1
            to: entry.daysIn(entry.year, entry.month)
            start: entry.today[2]
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
