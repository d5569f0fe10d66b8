pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Digits of a name-like number, kept as they are typed.
PadBeside {
    id: digits

    readonly property var look: context.appearances

    entries: [entry]

    DigitEntry {
        id: entry

        objectName: "input_" + digits.context.ref
        width: digits.room
        focus: true
        ref: digits.context.ref
        name: digits.context.label
        value: digits.context.text
        display: digits.context.display
        maxLength: digits.context.maxLength
        letters: digits.look.includes("citizen_number")
        masked: digits.look.includes("masked")
        faulty: digits.context.faulty
        onEdited: text => digits.context.set(text)
        onActiveFocusChanged: {
            if (activeFocus)
                digits.context.inHand.take(entry, digits);
        }
        Component.onCompleted: digits.context.inHand.offer(entry)
        Component.onDestruction: digits.context.inHand.drop(entry)
    }
}
