pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Digits: the field and, beside it on a wide screen, its pad; on a tall one the page's pad.
FocusScope {
    id: digits

    required property FieldContext context
    readonly property var appearances: context.appearances

    implicitHeight: Theme.landscape ? Math.max(entry.implicitHeight, pad.visible ? pad.implicitHeight : 0)
                                    : entry.implicitHeight

    DigitEntry {
        id: entry

        objectName: "input_" + digits.context.ref
        width: Theme.landscape ? Math.round(parent.width * 0.57) : parent.width
        focus: true
        ref: digits.context.ref
        name: digits.context.label
        value: digits.context.text
        display: digits.context.display
        maxLength: digits.context.maxLength
        decimal: digits.context.kind === "number"
        letters: digits.appearances.includes("citizen_number")
        faulty: digits.context.faulty
        onEdited: text => digits.context.set(text)
        onActiveFocusChanged: {
            if (activeFocus)
                digits.context.inHand.take(entry, digits);
        }
        Component.onCompleted: digits.context.inHand.offer(entry)
        Component.onDestruction: digits.context.inHand.drop(entry)
    }

    ErrorLine {
        visible: Theme.landscape && text !== ""
        anchors.top: entry.bottom
        anchors.topMargin: Theme.space2
        width: entry.width
        text: digits.context.error
    }

    DigitPad {
        id: pad

        visible: Theme.landscape && digits.context.inHand.pad === entry
        anchors.right: parent.right
        width: Math.round(parent.width * 0.4)
        extra: entry.letters ? "X" : entry.decimal ? "." : ""
        onDigit: character => {
            digits.context.inHand.use();
            entry.type(character);
        }
        onErase: entry.erase()
        onClear: entry.clear()
    }
}
