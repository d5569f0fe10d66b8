pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Words: one line, or several where the form asks for sentences.
FocusScope {
    id: words

    required property FieldContext context
    readonly property Item entry: control.item as Item

    implicitHeight: control.implicitHeight

    Loader {
        id: control

        width: parent.width
        focus: true
        sourceComponent: words.context.appearances.includes("multiline") ? sentences : line
    }

    Component {
        id: line

        TextEntry {
            ref: words.context.ref
            name: words.context.label
            value: words.context.text
            maxLength: words.context.maxLength
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
            faulty: words.context.faulty
            onEdited: text => words.context.set(text)
            onTaken: words.context.inHand.keep(words)
        }
    }
}
