pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// Goodbye: take the card and papers; the terminal has forgotten you. How it was may be said.
// Or why the terminal had to stop.
PageFrame {
    id: page

    required property FinishViewModel vm
    required property AppViewModel app
    readonly property var reason: Sentences.of(vm.stopped)
    readonly property bool rating: vm.satisfaction !== ""

    dock: RatingRow {
        visible: page.vm.mayRate
        width: parent.width
        height: visible ? implicitHeight : 0
        question: page.rating ? "" : qsTr("How was it here today?")
        satisfaction: page.vm.satisfaction
        onChosen: level => page.vm.rate(level)
    }

    actions: ActionRow {
        width: parent.width
        hasBack: false
        nextText: page.vm.cardPresent || page.vm.seconds <= 0 ? qsTr("I have everything")
                                                               : qsTr("Back to the start (%1)").arg(page.vm.seconds)
        nextName: "finishClose"
        onNext: page.vm.close()
    }

    Card {
        visible: page.rating
        width: parent.width
        padding: Theme.landscape ? Theme.space2 : Theme.space4

        SectionTitle {
            width: parent.width
            text: qsTr("Thank you for saying so")
        }

        Words {
            visible: !Theme.landscape
            width: parent.width
            text: qsTr("If you like, say why.")
            color: Theme.softInk
        }

        Grid {
            id: said

            width: parent.width
            readonly property int tallest: children.reduce((most, one) => Math.max(most, one.implicitHeight), 0)

            columns: Theme.landscape ? 4 : 2
            spacing: Theme.space2

            Repeater {
                model: page.vm.reasons

                ChoiceTile {
                    required property var modelData

                    objectName: "reason_" + modelData.code
                    width: (said.width - (said.columns - 1) * said.spacing) / said.columns
                    height: said.tallest
                    many: true
                    text: modelData.words
                    checked: page.vm.chosenReasons.includes(modelData.code)
                    onActivated: page.vm.toggleReason(modelData.code)
                }
            }
        }
    }

    StatePanel {
        visible: !page.rating
        width: parent.width
        height: page.scroller.height - Theme.space3
        tone: page.vm.cardPresent || page.vm.stopped !== "" ? "attention" : "good"
        icon: page.vm.stopped !== "" ? "bang" : page.vm.cardPresent ? "card" : "check"
        // beside the faces a wide screen has no room for the drawing
        drawn: page.vm.cardPresent && !(Theme.landscape && page.vm.mayRate)
        lifted: true
        title: page.vm.cardPresent ? qsTr("Take your ID card")
            : page.vm.stopped !== "" ? page.reason.title : qsTr("All done, take care")
        text: page.vm.mayRate && Theme.landscape && Theme.senior ? "" // no room for all of it
            : page.vm.stopped !== "" ? (page.vm.cardPresent ? page.reason.title + "\n" : "") + page.reason.advice
            : page.vm.cardPresent ? qsTr("Your card still lies on the reader. Take your papers too.")
                                  : qsTr("What you entered is gone from the screen. Do not leave your papers behind.")
    }
}
