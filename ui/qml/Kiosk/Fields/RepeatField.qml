pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A list of entries as cards, a few at a time, and a button for one more.
FocusScope {
    id: repeat

    required property FieldContext context
    readonly property int count: context.rows.length
    readonly property int portion: Theme.rowsAtOnce
    readonly property int portions: Math.max(1, Math.ceil(count / portion))
    readonly property int most: Number(context.settings.most ?? 0)
    readonly property bool fixed: !context.canAdd && !context.canRemove
    readonly property int faulty: context.rows.findIndex(row => (row.error ?? "") !== "")
    property int at: 0

    onFaultyChanged: {
        if (faulty >= 0)
            at = Math.floor(faulty / portion);
    }

    // The cards with the entry that was left last, so that nobody has to look for it again.
    function turnToLast(): void {
        const place = context.rows.findIndex(row => row.ref === context.settings.last);
        at = Math.max(0, Math.floor(place / portion));
    }

    function taken(ref: string): void {
        context.vm.removeRow(ref);
        at = Math.min(at, portions - 1);
        if (!activeFocus)
            add.forceActiveFocus(Qt.OtherFocusReason);
    }

    implicitHeight: column.implicitHeight

    Component.onCompleted: turnToLast()

    Column {
        id: column

        width: parent.width
        spacing: Theme.space2

        Words {
            visible: text !== ""
            width: parent.width
            text: repeat.count === 0 ? qsTr("There is none yet. Add one, or go on if there is none.")
                : repeat.fixed ? qsTr("%1 in all, filled in one by one.").arg(repeat.count)
                : !repeat.context.canAdd && repeat.most > 0 ? qsTr("There is room for %1, and all are used.").arg(repeat.most)
                : repeat.portions > 1 ? qsTr("%1 in all").arg(repeat.count) : ""
            size: Theme.lead
            color: Theme.softInk
        }

        Repeater {
            model: Math.max(0, Math.min(repeat.portion, repeat.count - repeat.at * repeat.portion))

            RepeatCard {
                required property int index
                readonly property var row: repeat.context.rows[repeat.at * repeat.portion + index] ?? {}

                width: column.width
                ref: row.ref ?? ""
                title: row.title ?? ""
                error: Sentences.answer(row.error ?? "")
                lines: row.lines ?? []
                removable: repeat.context.canRemove
                onEdit: repeat.context.vm.editRow(ref)
                onRemove: repeat.taken(ref)
            }
        }

        Row {
            visible: repeat.portions > 1
            width: parent.width
            spacing: Theme.space2

            SecondaryButton {
                objectName: "rowsBefore_" + repeat.context.ref
                visible: repeat.at > 0
                width: (parent.width - parent.spacing) / 2
                implicitHeight: Theme.buttonSmall
                icon: "up"
                size: Theme.lead
                text: qsTr("Those before")
                onActivated: repeat.at -= 1
            }

            SecondaryButton {
                objectName: "rowsAfter_" + repeat.context.ref
                visible: repeat.at < repeat.portions - 1
                width: (parent.width - parent.spacing) / 2
                implicitHeight: Theme.buttonSmall
                icon: "down"
                size: Theme.lead
                text: qsTr("More (%1 of %2)").arg(repeat.at + 1).arg(repeat.portions)
                onActivated: repeat.at += 1
            }
        }

        SecondaryButton {
            id: add

            visible: repeat.context.canAdd
            objectName: "addRow_" + repeat.context.ref
            width: parent.width
            implicitHeight: Theme.button
            icon: "plus"
            text: repeat.count === 0 ? qsTr("Add one") : qsTr("Add another")
            onActivated: repeat.context.vm.addRow(repeat.context.ref)
        }
    }
}
