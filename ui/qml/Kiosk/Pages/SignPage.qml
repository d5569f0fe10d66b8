import QtQuick
import Kiosk
import Kiosk.ViewModels

// Sign on the glass, then hand in.
PageFrame {
    id: page

    required property SignViewModel vm
    required property AppViewModel app

    readonly property var sentence: Sentences.of(vm.problem)

    head: [
        Heading {
            width: parent.width
            text: qsTr("Sign here, then hand in")
        },
        Words {
            width: parent.width
            text: page.vm.statement
            size: Theme.landscape ? Theme.body : Theme.strong
        },
        Banner {
            width: parent.width
            tone: "alarm"
            title: page.sentence.title
            text: page.sentence.advice
        }
    ]
    actions: ActionRow {
        width: parent.width
        nextText: page.vm.busy ? qsTr("Saving…") : qsTr("Hand in")
        nextName: "signSubmit"
        nextEnabled: !page.vm.empty && !page.vm.busy
        onBack: page.vm.back()
        onNext: page.vm.submit()
    }

    Item {
        width: page.contentWidth
        height: page.scroller.height - Theme.space3

        SignaturePad {
            id: pad

            objectName: "signPad"
            anchors.left: parent.left
            anchors.right: Theme.landscape ? again.left : parent.right
            anchors.rightMargin: Theme.landscape ? Theme.space3 : 0
            anchors.top: parent.top
            height: Theme.landscape ? parent.height : Math.min(Theme.padHeightMost, parent.height - Theme.buttonSmall - Theme.space3)
            onStrokeBegun: page.vm.beginStroke()
            onPointAdded: (x, y, tMs, pressure) => page.vm.addPoint(x, y, tMs, pressure)
            onStrokeEnded: page.vm.endStroke()

            Words {
                visible: page.vm.empty && !pad.inked
                anchors.centerIn: parent
                text: qsTr("Write your name with a finger")
                size: Theme.heading
                color: Theme.penHint
            }
        }

        SecondaryButton {
            id: again

            objectName: "signClear"
            anchors.right: parent.right
            anchors.top: Theme.landscape ? parent.top : pad.bottom
            anchors.topMargin: Theme.landscape ? 0 : Theme.space3
            width: Theme.landscape ? implicitWidth : Math.round(parent.width * 0.4)
            height: Theme.buttonSmall
            icon: "erase"
            size: Theme.lead
            text: qsTr("Write again")
            onActivated: {
                pad.clear();
                page.vm.clear();
            }
        }
    }
}
