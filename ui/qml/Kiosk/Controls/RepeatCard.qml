pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// One entry of a list (a child, a party): what was filled in, change, take away. What is filled in
// is taken away only after a question.
FocusScope {
    id: card

    property string ref
    property string title
    property string error
    property var lines: []
    property bool removable: true
    readonly property bool blank: lines.length === 0
    property bool asking: false

    signal edit()
    signal remove()

    function ask(): void {
        if (blank) {
            remove();
            return;
        }
        asking = true;
        keep.forceActiveFocus(Qt.OtherFocusReason);
    }

    implicitHeight: sheet.implicitHeight
    Accessible.role: Accessible.Grouping
    Accessible.name: title

    Card {
        id: sheet

        width: parent.width
        padding: Theme.space3
        spacing: Theme.space1
        color: card.asking ? Theme.attentionWash : Theme.surface
        border.color: card.error !== "" ? Theme.alarm : card.asking ? Theme.attentionLine : Theme.line
        border.width: card.error !== "" ? Theme.line3 : Theme.hair

        SectionTitle {
            width: parent.width
            text: card.title
        }

        Words {
            visible: card.blank
            width: parent.width
            text: qsTr("Nothing filled in yet")
            color: Theme.softInk
        }

        Repeater {
            model: card.lines.slice(0, Theme.linesAtOnce)

            FactRow {
                required property var modelData

                width: card.width - 2 * sheet.padding
                label: modelData.label
                value: Sentences.value(modelData.kind, modelData.value)
            }
        }

        Words {
            visible: card.lines.length > Theme.linesAtOnce
            width: parent.width
            text: qsTr("and %1 more").arg(card.lines.length - Theme.linesAtOnce)
            size: Theme.small
            color: Theme.softInk
        }

        ErrorLine {
            width: parent.width
            text: card.error
        }

        Row {
            visible: !card.asking
            width: parent.width
            topPadding: Theme.space1
            spacing: Theme.space2

            SecondaryButton {
                id: change

                objectName: "editRow_" + card.ref
                width: card.removable ? (parent.width - parent.spacing) / 2 : parent.width
                implicitHeight: Theme.buttonSmall
                text: card.blank ? qsTr("Fill in") : qsTr("Change")
                icon: "pen"
                size: Theme.lead
                Accessible.name: text + " " + card.title
                onActivated: card.edit()
            }

            SecondaryButton {
                objectName: "removeRow_" + card.ref
                visible: card.removable
                width: (parent.width - parent.spacing) / 2
                implicitHeight: Theme.buttonSmall
                text: qsTr("Take away")
                icon: "cross"
                ink: Theme.alarmInk
                border.color: Theme.alarm
                size: Theme.lead
                Accessible.name: text + " " + card.title
                onActivated: card.ask()
            }
        }

        Words {
            visible: card.asking
            width: parent.width
            topPadding: Theme.space1
            text: qsTr("Take %1 away? What is filled in goes with it.").arg(card.title)
            size: Theme.lead
            strong: true
            color: Theme.attentionInk
            Accessible.role: Accessible.AlertMessage
        }

        Row {
            visible: card.asking
            width: parent.width
            topPadding: Theme.space1
            spacing: Theme.space2

            SecondaryButton {
                id: keep

                objectName: "keepRow_" + card.ref
                width: (parent.width - parent.spacing) / 2
                implicitHeight: Theme.buttonSmall
                text: qsTr("Keep it")
                icon: "check"
                size: Theme.lead
                Accessible.name: text + " " + card.title
                onActivated: {
                    card.asking = false;
                    change.forceActiveFocus(Qt.OtherFocusReason);
                }
            }

            SecondaryButton {
                objectName: "reallyRemoveRow_" + card.ref
                width: (parent.width - parent.spacing) / 2
                implicitHeight: Theme.buttonSmall
                text: qsTr("Yes, take it away")
                icon: "cross"
                ink: Theme.alarmInk
                border.color: Theme.alarm
                size: Theme.lead
                Accessible.name: text + " " + card.title
                onActivated: {
                    card.asking = false;
                    card.remove();
                }
            }
        }
    }
}
