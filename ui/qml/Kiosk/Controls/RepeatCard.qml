pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// One entry of a list (a child, a party): what was filled in, change, take away.
Card {
    id: card

    property string ref
    property string title
    property var lines: []
    property bool removable: true

    signal edit()
    signal remove()

    padding: Theme.space3
    spacing: Theme.space1

    SectionTitle {
        width: parent.width
        text: card.title
    }

    Repeater {
        model: card.lines

        FactRow {
            required property var modelData

            width: parent.width
            label: modelData.label
            value: Sentences.value(modelData.kind, modelData.value)
        }
    }

    Row {
        width: parent.width
        topPadding: Theme.space1
        spacing: Theme.space2

        SecondaryButton {
            objectName: "editRow_" + card.ref
            width: (parent.width - parent.spacing) / 2
            implicitHeight: Theme.buttonSmall
            text: qsTr("Change")
            icon: "pen"
            size: Theme.lead
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
            onActivated: card.remove()
        }
    }
}
