pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// What the card or the catalogue knows already: shown, not asked.
Rectangle {
    id: known

    property var facts: []
    property string title: qsTr("Known from your card, no need to fill in")
    property int size: Theme.body

    visible: facts.length > 0
    implicitHeight: visible ? column.implicitHeight + 2 * Theme.space3 : 0
    radius: Theme.radius
    color: Theme.actionWash
    border.color: Theme.contrast ? Theme.line : Theme.actionWash
    border.width: Theme.hair

    Column {
        id: column

        x: Theme.space4
        y: Theme.space3
        width: parent.width - 2 * Theme.space4
        spacing: known.size > Theme.body ? Theme.space2 : Theme.space1

        Row {
            spacing: Theme.space2

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "card"
                size: Theme.iconSmall
                color: Theme.actionInk
            }

            Words {
                text: known.title
                width: Math.min(implicitWidth, column.width - Theme.iconSmall - Theme.space2)
                size: Theme.small
                strong: true
                color: Theme.actionInk
            }
        }

        Repeater {
            model: known.facts

            FactRow {
                required property var modelData

                width: column.width
                size: known.size
                label: modelData.label
                value: modelData.value
            }
        }
    }
}
