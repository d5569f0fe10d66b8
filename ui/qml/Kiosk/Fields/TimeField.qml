pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A time of day.
FocusScope {
    id: time

    required property FieldContext context

    implicitHeight: entry.implicitHeight

    TimeEntry {
        id: entry

        width: parent.width
        focus: true
        value: time.context.text
        faulty: time.context.faulty
        onEdited: text => time.context.set(text)
    }
}
