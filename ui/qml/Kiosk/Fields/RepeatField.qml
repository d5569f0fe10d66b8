pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A list of entries as cards, and a button for one more.
Column {
    id: repeat

    required property FieldContext context

    spacing: Theme.space2

    Repeater {
        model: repeat.context.rows

        RepeatCard {
            required property var modelData

            width: repeat.width
            ref: modelData.ref
            title: modelData.title
            lines: modelData.lines
            removable: repeat.context.canRemove
            onEdit: repeat.context.vm.editRow(modelData.ref)
            onRemove: repeat.context.vm.removeRow(modelData.ref)
        }
    }

    SecondaryButton {
        visible: repeat.context.canAdd
        objectName: "addRow_" + repeat.context.ref
        width: parent.width
        implicitHeight: Theme.button
        icon: "plus"
        text: repeat.context.rows.length === 0 ? qsTr("Add one") : qsTr("Add another")
        onActivated: repeat.context.vm.addRow(repeat.context.ref)
    }
}
