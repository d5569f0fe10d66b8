pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A time of day by two wheels. Value: HH:MM.
FocusScope {
    id: entry

    property string value
    property bool faulty: false
    property int hour: -1
    property int minute: -1

    signal edited(string text)

    function read(): void {
        const parts = /^(\d{2}):(\d{2})/.exec(value);
        if (!parts)
            return;
        hour = Number(parts[1]);
        minute = Number(parts[2]);
    }

    function publish(): void {
        if (hour >= 0 && minute < 0)
            minute = 0;
        edited(String(hour).padStart(2, "0") + ":" + String(minute).padStart(2, "0"));
    }

    implicitHeight: row.implicitHeight
    onValueChanged: read()
    Component.onCompleted: read()

    Row {
        id: row

        width: Math.min(parent.width, Theme.sideWidth)
        spacing: Theme.gap

        Wheel {
            width: (row.width - row.spacing) / 2
            name: "hour"
            unit: qsTr("Hour", "unit after the number of an hour")
            value: entry.hour
            to: 23
            start: 8
            wraps: true
            faulty: entry.faulty
            onTurned: number => {
                entry.hour = number;
                entry.publish();
            }
        }

        Wheel {
            width: (row.width - row.spacing) / 2
            name: "minute"
            unit: qsTr("Minute", "unit after the number of a minute")
            value: entry.minute
            wraps: true
            faulty: entry.faulty
            onTurned: number => {
                entry.minute = number;
                if (entry.hour < 0)
                    entry.hour = 8;
                entry.publish();
            }
        }
    }
}
