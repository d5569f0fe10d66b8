import QtQuick
import Kiosk
import Kiosk.ViewModels

// Lay the card; each state has its own words and way on.
PageFrame {
    id: page

    required property IdentifyViewModel vm
    required property AppViewModel app

    readonly property bool troubled: ["failed", "expired", "notAccepted", "noReader"].includes(vm.state)
    readonly property var sentence: Sentences.of(vm.problem !== "" ? vm.problem
        : vm.state === "expired" ? "card.expired" : vm.state === "notAccepted" ? "card.not_accepted"
        : vm.state === "noReader" ? "card.no_reader" : "card.garbled")

    actions: ActionRow {
        width: parent.width
        nextText: page.vm.state === "take" ? qsTr("Continue") : page.troubled ? qsTr("Try again") : ""
        nextName: page.vm.state === "take" ? "identifyContinue" : "identifyRetry"
        onBack: page.vm.back()
        onNext: {
            if (page.vm.state === "take")
                page.vm.goOn();
            else
                page.vm.retry();
        }
    }

    StatePanel {
        width: parent.width
        height: page.scroller.height - Theme.space3
        title: page.vm.state === "lay" ? qsTr("Lay your ID card on the reader")
             : page.vm.state === "reading" ? qsTr("Reading, leave the card there")
             : page.vm.state === "take" ? (page.vm.maskedName === "" ? qsTr("Read")
                                                                     : qsTr("%1, welcome").arg(page.vm.maskedName))
             : page.sentence.title
        text: page.vm.state === "lay" ? qsTr("The reader is under the screen. Lay the card flat and let it rest.")
            : page.vm.state === "reading" ? qsTr("This takes a second or two.")
            : page.vm.state === "take" ? qsTr("Your card has been read, take it back. Then touch Continue.")
            : page.sentence.advice
        tone: page.vm.state === "take" ? "good" : page.troubled ? "attention" : "quiet"
        icon: page.vm.state === "take" ? "check" : "warning"
        drawn: !page.troubled
        lifted: page.vm.state === "take"
        reading: page.vm.state === "reading"
    }
}
