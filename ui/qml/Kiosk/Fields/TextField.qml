pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Words: one line, or several where the form asks for sentences.
FocusScope {
    id: words

    required property FieldContext context
    readonly property Item entry: control.item as Item
    readonly property int rows: Math.min(Number(context.settings.rows ?? 0) || 0, Theme.rowsAtMost)

    implicitHeight: control.implicitHeight

    Loader {
        id: control

        width: parent.width
        focus: true
        sourceComponent: words.context.appearances.includes("multiline") || words.rows > 1 ? sentences : line
    }

    Component {
        id: line

        TextEntry {
            ref: words.context.ref
            name: words.context.label
            value: words.context.text
            maxLength: words.context.maxLength
            masked: words.context.appearances.includes("masked")
            address: words.context.appearances.includes("url")
            faulty: words.context.faulty
            onEdited: text => words.context.set(text)
            onTaken: words.context.inHand.keep(words)
        }
    }

    Component {
        id: sentences

        MultilineEntry {
            ref: words.context.ref
            name: words.context.label
            value: words.context.text
            maxLength: words.context.maxLength
            rows: words.rows
            faulty: words.context.faulty
            onEdited: text => words.context.set(text)
            onTaken: words.context.inHand.keep(words)
        }
    }
}
