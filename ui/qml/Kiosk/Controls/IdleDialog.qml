import QtQuick
import Kiosk
import Kiosk.ViewModels

// Is anybody there? One large button to go on; nothing is lost by pressing it late.
Dialog {
    id: dialog

    required property AppViewModel app

    objectName: "idleDialog"
    title: qsTr("Are you still here?")
    icon: "clock"
    urgent: true

    Words {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("To protect your information, this page closes in")
        size: Theme.lead
    }

    Words {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("%1 seconds").arg(dialog.app.idleSeconds)
        size: Theme.display
        strong: true
        color: Theme.attentionInk
    }

    PrimaryButton {
        objectName: "idleContinue"
        width: parent.width
        height: Theme.button + Theme.space4
        text: qsTr("I am here, go on")
        size: Theme.heading
        focus: true
        onActivated: dialog.app.keepGoing()
    }
}
