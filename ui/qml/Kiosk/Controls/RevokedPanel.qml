pragma ComponentBehavior: Bound
import QtQuick
import Kiosk

// This terminal has been taken out of service: what somebody who stands here can do.
Rectangle {
    id: panel

    property string hotline
    property string phone

    objectName: "revoked"
    implicitHeight: column.implicitHeight + 2 * Theme.space3
    height: implicitHeight
    radius: Theme.radiusLarge
    color: Theme.attentionWash
    border.color: Theme.attentionLine
    border.width: Theme.hair
    Accessible.role: Accessible.StatusBar
    Accessible.name: title.text

    Column {
        id: column

        x: Theme.space4
        y: Theme.space3
        width: parent.width - 2 * Theme.space4
        spacing: Theme.landscape && Theme.senior ? Theme.space1 : Theme.space2

        Heading {
            id: title

            width: parent.width
            size: Theme.landscape ? Theme.title : Theme.display
            text: qsTr("This terminal is out of service")
            color: Theme.attentionInk
        }

        Repeater {
            model: [
                { title: qsTr("To apply for something"),
                  text: qsTr("Please go to the staff here, or to another terminal.") },
                { title: qsTr("If you handed in something here"),
                  text: qsTr("Take your receipt along. The staff look it up by its number; if it is not found, hand it in once more.") }
            ]

            Column {
                id: advice

                required property var modelData

                width: column.width
                spacing: Theme.line4

                Words {
                    width: parent.width
                    text: advice.modelData.title
                    size: Theme.strong
                    strong: true
                    color: Theme.attentionInk
                }

                Words {
                    width: parent.width
                    text: advice.modelData.text
                    size: Theme.strong
                    color: Theme.attentionInk
                }
            }
        }

        Words {
            width: parent.width
            visible: panel.phone !== ""
            text: qsTr("This service point: %1").arg(panel.phone)
            size: Theme.strong
            color: Theme.attentionInk
        }

        Words {
            width: parent.width
            visible: panel.hotline !== ""
            text: qsTr("Government hotline: %1").arg(panel.hotline)
            size: Theme.strong
            color: Theme.attentionInk
        }
    }
}
