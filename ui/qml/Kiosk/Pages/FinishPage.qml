import QtQuick
import Kiosk
import Kiosk.ViewModels

// Goodbye: take the card and papers; the terminal has forgotten you. Or why it had to stop.
PageFrame {
    id: page

    required property FinishViewModel vm
    required property AppViewModel app
    readonly property var reason: Sentences.of(vm.stopped)

    actions: ActionRow {
        width: parent.width
        hasBack: false
        nextText: page.vm.cardPresent || page.vm.seconds <= 0 ? qsTr("I have everything")
                                                               : qsTr("Back to the start (%1)").arg(page.vm.seconds)
        nextName: "finishClose"
        onNext: page.vm.close()
    }

    StatePanel {
        width: parent.width
        height: page.scroller.height - Theme.space3
        tone: page.vm.cardPresent || page.vm.stopped !== "" ? "attention" : "good"
        icon: page.vm.stopped !== "" ? "bang" : "check"
        drawn: page.vm.cardPresent
        lifted: true
        title: page.vm.cardPresent ? qsTr("Take your ID card")
            : page.vm.stopped !== "" ? page.reason.title : qsTr("All done, take care")
        text: page.vm.stopped !== "" ? (page.vm.cardPresent ? page.reason.title + "\n" : "") + page.reason.advice
            : page.vm.cardPresent ? qsTr("Your card still lies on the reader. Take your papers too.")
                                  : qsTr("What you entered is gone from the screen. Do not leave your papers behind.")
    }
}
