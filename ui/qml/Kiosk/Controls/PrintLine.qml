import QtQuick
import Kiosk

// How the printing of the receipt stands, and a way to print again.
Item {
    id: line

    property string printState: "printing"

    signal reprint()

    implicitHeight: Math.max(words.implicitHeight, again.visible ? again.implicitHeight : dots.visible ? Theme.space5 : 0)

    Row {
        id: words

        anchors.left: parent.left
        anchors.right: again.visible ? again.left : dots.visible ? dots.left : parent.right
        anchors.rightMargin: again.visible || dots.visible ? Theme.space2 : 0
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.space2

        Icon {
            id: sign

            anchors.verticalCenter: parent.verticalCenter
            name: line.printState === "printed" ? "check" : "printer"
            size: Theme.iconSmall
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - sign.width - parent.spacing
            text: line.printState === "printing" ? qsTr("Printing, look at the slot below")
                : line.printState === "printed" ? qsTr("Printed, take it with you")
                : line.printState === "failed" ? qsTr("Not printed yet")
                : qsTr("It is not certain that your receipt was printed")
            size: Theme.lead
            Accessible.role: Accessible.StatusBar
        }
    }

    BusyDots {
        id: dots

        visible: line.printState === "printing"
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
    }

    SecondaryButton {
        id: again

        objectName: "doneReprint"
        visible: line.printState === "failed" || line.printState === "printed"
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        implicitHeight: Theme.buttonSmall
        size: Theme.body
        border.width: Theme.hair
        text: qsTr("Print again")
        onActivated: line.reprint()
    }
}
