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
    spacing: Theme.space3
    Component.onCompleted: read()

    Connections {
        target: moment.context

        function onTextChanged(): void {
            moment.read();
        }
    }

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

        width: moment.room
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
