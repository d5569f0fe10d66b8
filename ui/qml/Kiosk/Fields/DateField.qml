pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A date: wheels and pad.
FocusScope {
    id: date

    required property FieldContext context

    implicitHeight: Math.max(entry.implicitHeight, pad.visible ? pad.implicitHeight : 0)

    DateEntry {
        id: entry

        readonly property bool decimal: false
        readonly property bool letters: false

        width: Theme.landscape ? Math.round(parent.width * 0.57) : parent.width
        height: implicitHeight
        focus: true
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

    ErrorLine {
        visible: Theme.landscape && text !== ""
        anchors.top: entry.bottom
        anchors.topMargin: Theme.space2
        width: entry.width
        text: date.context.error
    }

    DigitPad {
        id: pad

        visible: Theme.landscape && date.context.inHand.pad === entry
        anchors.right: parent.right
        width: Math.round(parent.width * 0.4)
        onDigit: character => {
            date.context.inHand.use();
            entry.type(character);
        }
        onErase: entry.erase()
        onClear: entry.clear()
    }
}
