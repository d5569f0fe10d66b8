pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Everything that is missing in an application, until when, and a way to take it home on paper.
Rectangle {
    id: list

    property var missing: []    // {name, reason, sample, basis}
    property string until
    property string number
    property bool printable: true

    signal printWanted()

    implicitHeight: words.implicitHeight + 2 * Theme.space3
    radius: Theme.radius
    color: Theme.attentionWash
    border.color: Theme.attentionLine
    border.width: Theme.hair

    Column {
        id: words

        x: Theme.space3
        y: Theme.space3
        width: parent.width - 2 * Theme.space3
        spacing: Theme.space2

        Words {
            width: parent.width
            text: qsTr("Please bring what is missing by %1").arg(list.until)
            size: Theme.strong
            strong: true
            color: Theme.attentionInk
        }

        Words {
            width: parent.width
            text: qsTr("This is all of it. Bring it to the staff of the service centre.")
            color: Theme.attentionInk
        }

        Repeater {
            model: list.missing

            Column {
                id: part

                required property var modelData
                required property int index

                width: words.width
                spacing: Theme.line4

                Words {
                    width: parent.width
                    text: (part.index + 1) + ". " + part.modelData.name
                    size: Theme.lead
                    strong: true
                    color: Theme.attentionInk
                }

                Words {
                    width: parent.width
                    text: part.modelData.reason
                    color: Theme.attentionInk
                }

                Words {
                    visible: part.modelData.sample !== ""
                    width: parent.width
                    text: qsTr("How it should be: %1").arg(part.modelData.sample)
                    color: Theme.attentionInk
                }

                Words {
                    visible: part.modelData.basis !== ""
                    width: parent.width
                    text: qsTr("Legal basis: %1").arg(part.modelData.basis)
                    size: Theme.small
                    color: Theme.attentionInk
                }
            }
        }

        SecondaryButton {
            objectName: "missing_" + list.number
            visible: list.printable
            implicitHeight: Theme.buttonSmall
            icon: "printer"
            size: Theme.lead
            text: qsTr("Print this list")
            onActivated: list.printWanted()
        }
    }
}
