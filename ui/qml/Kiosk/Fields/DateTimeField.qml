pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A day and, below it, a time of it. Value: YYYY-MM-DDTHH:MM once both are there.
// The pad comes when a wheel is touched: all five wheels are to be seen first.
PadBeside {
    id: moment

    property string day
    property string clock

    function read(): void {
        const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(context.text);
        if (!parts)
            return;
        day = parts[1];
        clock = parts[2];
    }

    function tell(): void {
        context.set(day !== "" && clock !== "" ? day + "T" + clock : "");
    }

    entries: [date, time]
    Component.onCompleted: read()

    Connections {
        target: moment.context

        function onTextChanged(): void {
            moment.read();
        }
    }

    Item {
        id: wheels

        // Side by side where there is room and no pad takes it.
        readonly property bool abreast: Theme.landscape && moment.written === null

        width: abreast ? moment.width : moment.room
        implicitHeight: abreast ? date.implicitHeight : time.y + time.implicitHeight

        DateEntry {
            id: date

            width: moment.room
            height: implicitHeight
            focus: true
            now: moment.context.settings.now ?? ""
            value: moment.day
            faulty: moment.context.faulty
            onEdited: text => {
                moment.day = text;
                moment.tell();
            }
            onActiveFocusChanged: {
                if (activeFocus)
                    moment.context.inHand.take(date, date);
            }
            Component.onDestruction: moment.context.inHand.drop(date)
        }

        TimeEntry {
            id: time

            x: wheels.abreast ? moment.room + Theme.space5 : 0
            y: wheels.abreast ? 0 : date.implicitHeight + Theme.space3
            width: wheels.width - x
            height: implicitHeight
            now: moment.context.settings.now ?? ""
            value: moment.clock
            faulty: moment.context.faulty
            onEdited: text => {
                moment.clock = text;
                moment.tell();
            }
            onActiveFocusChanged: {
                if (activeFocus)
                    moment.context.inHand.take(time, time);
            }
            Component.onDestruction: moment.context.inHand.drop(time)
        }
    }
}
