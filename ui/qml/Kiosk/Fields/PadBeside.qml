import QtQuick
import Kiosk

// On a wide screen: a field at the left, its error below it, its number pad at the right.
FocusScope {
    id: beside

    required property FieldContext context
    default property alias content: column.data
    property alias spacing: column.spacing
    property var entries: []       // entries in it that a pad can write into
    readonly property var written: entries.includes(context.inHand.pad) ? context.inHand.pad : null
    readonly property alias room: column.width

    implicitHeight: Math.max(column.implicitHeight + (wrong.visible ? wrong.implicitHeight + Theme.space2 : 0),
                             pad.visible ? pad.implicitHeight : 0)

    Column {
        id: column

        width: Theme.landscape ? Math.round(parent.width * 0.57) : parent.width
        spacing: Theme.space2
    }

    ErrorLine {
        id: wrong

        visible: Theme.landscape && text !== ""
        anchors.top: column.bottom
        anchors.topMargin: Theme.space2
        width: column.width
        text: beside.context.error
    }

    DigitPad {
        id: pad

        visible: Theme.landscape && beside.written !== null
        anchors.right: parent.right
        width: Math.round(parent.width * 0.4)
        extra: beside.written === null ? "" : beside.written.letters ? "X" : beside.written.decimal ? "." : ""
        onDigit: character => {
            const entry = beside.written;
            beside.context.inHand.use();
            entry.type(character);
        }
        onErase: beside.written.erase()
        onClear: beside.written.clear()
    }
}
