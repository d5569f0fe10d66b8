import QtQuick
import Kiosk
import Kiosk.ViewModels

// Who helps: the people on duty, the number to call.
Dialog {
    id: dialog

    required property AppViewModel app

    objectName: "helpDialog"
    title: qsTr("Call out, and someone helps you")
    icon: "hand"

    Words {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: dialog.app.duty === "" ? qsTr("Please call out to the staff in the hall.")
                                     : qsTr("Please call out to the person on duty: %1").arg(dialog.app.duty)
        size: Theme.lead
    }

    Rectangle {
        width: parent.width
        height: numbers.implicitHeight + 2 * Theme.space3
        radius: Theme.radius
        color: Theme.actionWash

        Column {
            id: numbers

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Theme.space3
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.space1

            Words {
                width: parent.width
                visible: dialog.app.phone !== ""
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("This service point: %1").arg(dialog.app.phone)
                size: Theme.strong
                strong: true
                color: Theme.actionInk
            }

            Words {
                width: parent.width
                visible: dialog.app.hotline !== ""
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("Government hotline: %1").arg(dialog.app.hotline)
                size: Theme.strong
                strong: true
                color: Theme.actionInk
            }
        }
    }

    Words {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("What you have filled in stays here while you wait.")
        color: Theme.softInk
    }

    PrimaryButton {
        objectName: "helpClose"
        width: parent.width
        text: qsTr("Close")
        focus: true
        onActivated: dialog.app.closeHelp()
    }
}
