import QtQuick
import Kiosk
import Kiosk.ViewModels

// Hold a receipt's code to the window. A camera shows what it sees, a scanner has nothing to show.
PageFrame {
    id: page

    required property ScanViewModel vm
    required property AppViewModel app

    readonly property CodeWindowViewModel window: vm.codeWindow as CodeWindowViewModel
    readonly property bool looking: vm.state === "looking"
    readonly property bool usable: vm.state !== "noReader"
    readonly property bool seeing: usable && (window?.view ?? "") !== ""
    readonly property bool sideBySide: seeing && Theme.landscape
    readonly property var sentence: Sentences.of(looking ? "" : usable ? "code.not_ours" : vm.problem)

    actions: ActionRow {
        width: parent.width
        onBack: page.vm.back()
    }

    Item {
        width: parent.width
        height: Math.max(page.scroller.height - Theme.space3, panel.y + panel.implicitHeight)

        CodeSight {
            id: sight

            visible: page.seeing
            y: page.sideBySide ? Math.round((parent.height - height) / 2) : 0
            width: page.sideBySide ? Math.round(parent.width * 0.55) : parent.width
            tallest: page.sideBySide ? page.scroller.height - Theme.space6 : Theme.photoHeight
            codeWindow: page.window
            good: page.looking
        }

        StatePanel {
            id: panel

            x: page.sideBySide ? sight.width + Theme.space4 : 0
            y: page.seeing && !page.sideBySide ? sight.height + Theme.space2 : 0
            width: parent.width - x
            height: Math.max(implicitHeight, parent.height - y)
            tone: page.looking ? "quiet" : "attention"
            icon: page.looking ? "scan" : page.usable ? "qr" : "warning"
            title: page.looking ? qsTr("Hold the code to the window") : page.sentence.title
            text: page.looking ? qsTr("The code is at the foot of your receipt. Keep it still, a hand's width away.")
                : page.sentence.advice
        }
    }
}
