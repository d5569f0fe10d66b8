import QtQuick
import Kiosk
import Kiosk.ViewModels

// Hold a receipt's code to the window.
PageFrame {
    id: page

    required property ScanViewModel vm
    required property AppViewModel app

    readonly property var sentence: Sentences.of(vm.state === "notOurs" ? "code.not_ours"
        : vm.state === "unreadable" ? "code.unreadable" : vm.state === "noReader" ? "code.no_camera" : "")

    actions: ActionRow {
        width: parent.width
        onBack: page.vm.back()
    }

    StatePanel {
        width: parent.width
        height: page.scroller.height - Theme.space3
        tone: page.vm.state === "looking" ? "quiet" : "attention"
        icon: page.vm.state === "looking" ? "scan" : page.vm.state === "noReader" ? "warning" : "qr"
        title: page.vm.state === "looking" ? qsTr("Hold the code to the window") : page.sentence.title
        text: page.vm.state === "looking"
              ? qsTr("The code is at the foot of your receipt. Keep it still, a hand's width away.")
              : page.sentence.advice
    }
}
