import QtQuick
import Kiosk
import Kiosk.ViewModels

// Goodbye: take the card and papers; the terminal has forgotten you.
PageFrame {
    id: page

    required property FinishViewModel vm
    required property AppViewModel app

    actions: ActionRow {
        width: parent.width
        hasBack: false
        nextText: qsTr("Close (%1)").arg(page.vm.seconds)
        nextName: "finishClose"
        onNext: page.vm.close()
    }

    StatePanel {
        width: parent.width
        height: page.scroller.height - Theme.space3
        tone: page.vm.cardPresent ? "attention" : "good"
        icon: page.vm.cardPresent ? "card" : "check"
        title: page.vm.cardPresent ? qsTr("Take your ID card") : qsTr("All done, take care")
        text: page.vm.cardPresent ? qsTr("Your card still lies on the reader. Take your papers too.")
                                  : qsTr("Nothing of yours stays on this screen. Take your papers with you.")
    }
}
