pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A time of day: wheels and pad.
PadBeside {
    id: time

    entries: [entry]

    TimeEntry {
        id: entry

        width: time.room
        height: implicitHeight
        focus: true
        now: time.context.settings.now ?? ""
        value: time.context.text
        faulty: time.context.faulty
        onEdited: text => time.context.set(text)
        onActiveFocusChanged: {
            if (activeFocus)
                time.context.inHand.take(entry, time);
        }
        Component.onCompleted: time.context.inHand.offer(entry)
        Component.onDestruction: time.context.inHand.drop(entry)
    }
}
