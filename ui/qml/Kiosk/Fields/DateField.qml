pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A date, or the month or year of it: wheels and pad.
PadBeside {
    id: date

    readonly property var look: context.appearances

    entries: [entry]

    DateEntry {
        id: entry

        width: date.room
        height: implicitHeight
        focus: true
        parts: date.look.includes("year") ? 1 : date.look.includes("month-year") ? 2 : 3
        now: date.context.settings.now ?? ""
        value: date.context.text
        faulty: date.context.faulty
        onEdited: text => date.context.set(text)
        onActiveFocusChanged: {
            if (activeFocus)
                date.context.inHand.take(entry, date);
        }
        Component.onCompleted: date.context.inHand.offer(entry)
        Component.onDestruction: date.context.inHand.drop(entry)
    }
}
