pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A time of day by two wheels, by typing its digits one after the other, or both. Value: HH:MM.
FocusScope {
    id: entry

    property string value
    property string now                // …THH:MM, where the wheels begin
    property bool faulty: false
    property int part: 0               // 0 hour, 1 minute: where digits go
    property string typed
    property int hour: -1
    property int minute: -1
    readonly property bool decimal: false
    readonly property bool letters: false

    signal edited(string text)

    function read(): void {
        const parts = /^(\d{2}):(\d{2})/.exec(value);
        if (!parts)
            return;
        hour = Number(parts[1]);
        minute = Number(parts[2]);
    }

    function publish(): void {
        edited(hour >= 0 && minute >= 0
               ? String(hour).padStart(2, "0") + ":" + String(minute).padStart(2, "0") : "");
    }

    function settle(): void {
        if (typed === "")
            return;
        const number = Number(typed);
        typed = "";
        if (part === 0)
            hour = Math.min(23, number);
        else
            minute = Math.min(59, number);
        publish();
    }

    function choose(which: int): void {
        settle();
        part = which;
        forceActiveFocus(Qt.MouseFocusReason);
    }

    function type(character: string): void {
        typed += character;
        if (typed.length === 2 || Number(typed) > (part === 0 ? 2 : 5)) {
            settle();
            part = 1;
        }
    }

    function erase(): void {
        if (typed !== "") {
            typed = typed.slice(0, -1);
            return;
        }
        if (part === 1 && minute >= 0)
            minute = -1;
        else if (part === 1)
            part = 0;
        else
            hour = -1;
        publish();
    }

    function clear(): void {
        typed = "";
        hour = -1;
        minute = -1;
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

        width: Math.min(parent.width, Theme.sideWidth)
        spacing: Theme.gap

        Wheel {
            width: (row.width - row.spacing) / 2
            name: "hour"
            unit: qsTr("Hour", "unit after the number of an hour")
            value: entry.hour
            typed: entry.part === 0 ? entry.typed : ""
            to: 23
            start: entry.now === "" ? 8 : Number(entry.now.slice(11, 13))
            wraps: true
            active: entry.part === 0 && entry.activeFocus
            faulty: entry.faulty
            onTurned: number => {
                entry.choose(0);
                entry.hour = number;
                if (entry.minute < 0)
                    entry.minute = 0;
                entry.publish();
            }
            onChosen: entry.choose(0)
        }

        Wheel {
            width: (row.width - row.spacing) / 2
            name: "minute"
            unit: qsTr("Minute", "unit after the number of a minute")
            value: entry.minute
            typed: entry.part === 1 ? entry.typed : ""
            wraps: true
            active: entry.part === 1 && entry.activeFocus
            faulty: entry.faulty
            onTurned: number => {
                entry.choose(1);
                entry.minute = number;
                entry.publish();
            }
            onChosen: entry.choose(1)
        }
    }
}
