pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// One application: its name, state in words, number; opened, its whole way.
Card {
    id: card

    property string number
    property string name
    property string stateText
    property string at
    property var timeline: []
    property var missing: []
    property string until
    property bool elsewhere: false    // of another terminal: nothing of it can be printed here
    property string place
    property var results: []    // names of what can be collected
    property bool open: missing.length > 0

    signal reprint()
    signal printMissing()

    padding: Theme.space3

    Pressable {
        objectName: "case_" + card.number
        width: parent.width
        implicitHeight: Math.max(Theme.target, words.implicitHeight)
        radius: Theme.radiusSmall
        color: pressed ? Theme.actionWash : Theme.surface
        text: card.name + ", " + card.stateText
        Accessible.description: card.place === "" ? card.number : card.number + ", " + card.place
        onActivated: card.open = !card.open

        Column {
            id: words

            anchors.left: parent.left
            anchors.right: arrow.left
            anchors.rightMargin: Theme.space2
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.line4

            Words {
                width: parent.width
                text: card.name
                size: Theme.strong
                strong: true
            }

            Words {
                width: parent.width
                text: card.stateText
                size: Theme.lead
                color: Theme.actionInk
            }

            Words {
                width: parent.width
                text: card.number + "   " + card.at
                size: Theme.small
                color: Theme.softInk
            }

            Words {
                visible: card.place !== ""
                width: parent.width
                text: qsTr("Handed in at %1").arg(card.place)
                size: Theme.small
                color: Theme.softInk
            }

            Words {
                visible: card.results.length > 0
                width: parent.width
                text: qsTr("Ready, ask the staff for it: %1").arg(card.results.join(qsTr(", ")))
                size: Theme.lead
                color: Theme.actionInk
            }
        }

        Icon {
            id: arrow

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            name: card.open ? "up" : "down"
            size: Theme.iconSmall
        }
    }

    Loader {
        active: card.open
        visible: active
        width: parent.width
        sourceComponent: Column {
            spacing: Theme.space2

            Rectangle {
                width: parent.width
                height: Theme.hair
                color: Theme.line
            }

            MissingList {
                visible: card.missing.length > 0
                width: parent.width
                missing: card.missing
                until: card.until
                number: card.number
                printable: !card.elsewhere
                onPrintWanted: card.printMissing()
            }

            Timeline {
                width: parent.width
                entries: card.timeline.map(step => ({
                    when: step.at, done: true, what: step.text ? step.text : Sentences.state(step.state)
                }))
            }

            SecondaryButton {
                objectName: "reprint_" + card.number
                visible: !card.elsewhere
                implicitHeight: Theme.buttonSmall
                icon: "printer"
                size: Theme.lead
                text: qsTr("Print the receipt again")
                onActivated: card.reprint()
            }
        }
    }
}
