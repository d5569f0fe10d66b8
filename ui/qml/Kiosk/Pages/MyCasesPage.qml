pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// What became of earlier applications.
PageFrame {
    id: page

    required property MyCasesViewModel vm
    required property AppViewModel app

    readonly property bool listing: vm.state === "list"

    head: [
        Heading {
            visible: page.listing
            width: parent.width
            text: qsTr("My applications")
        },
        // What became of a print; it does not stop anybody from reading on.
        Banner {
            objectName: "casesProblem"
            width: parent.width
            title: !page.listing || (page.vm.problem === "" && page.vm.printing === "") ? ""
                 : page.vm.printing !== "" ? qsTr("Printing, look at the slot below")
                 : Sentences.of(page.vm.problem).title
            text: page.listing && page.vm.printing === "" && page.vm.problem !== ""
                  ? qsTr("It all stands here: photograph it, or ask the staff to look at the printer.") : ""
            tone: page.vm.printing !== "" ? "good" : "attention"
            icon: page.vm.printing !== "" ? "printer" : "bell"
        }
    ]
    actions: ActionRow {
        width: parent.width
        nextText: page.listing ? "" : qsTr("Scan a receipt")
        nextName: "myCasesScan"
        onBack: page.vm.back()
        onNext: page.vm.openScan()
    }

    StatePanel {
        readonly property var sentence: Sentences.of(page.vm.problem)

        visible: !page.listing
        width: parent.width
        height: visible ? page.scroller.height - Theme.space3 : 0
        drawn: page.vm.state === "lay"
        reading: page.vm.state === "searching"
        tone: page.vm.state === "failed" ? "attention" : "quiet"
        icon: page.vm.state === "failed" ? "warning" : "folder"
        title: page.vm.state === "searching" ? qsTr("Looking for your applications")
             : page.vm.state === "lay" ? qsTr("Lay your ID card on the reader")
             : page.vm.state === "none" ? qsTr("No applications found here") : sentence.title
        text: page.vm.state === "searching" && page.vm.elsewhere === "asking"
            ? qsTr("Other terminals are asked, too. This takes some seconds.")
            : page.vm.state === "searching" ? qsTr("This takes a second or two.")
            : page.vm.state === "lay" ? qsTr("Then you see how your applications stand. A receipt works too: scan its code.")
            : page.vm.state === "none" && page.vm.elsewhere === "told"
            ? qsTr("There is none under this card, here or at another terminal.")
            : page.vm.state === "none" && page.vm.elsewhere === "stale"
            ? qsTr("To see your applications at other terminals, lay your ID card on the reader again.")
            : page.vm.state === "none" ? qsTr("On this terminal there is none under this card. What was handed in at another terminal is found there, or by the staff.")
            : sentence.advice
    }

    Repeater {
        model: page.listing ? page.vm.cases : []

        CaseCard {
            required property var modelData

            width: page.contentWidth
            number: modelData.number
            name: modelData.name
            stateText: modelData.stateText ? modelData.stateText : Sentences.state(modelData.state)
            at: modelData.at
            timeline: modelData.timeline
            missing: modelData.missing ?? []
            until: modelData.until ?? ""
            onReprint: page.vm.reprint(modelData.number)
            onPrintMissing: page.vm.printMissing(modelData.number)
        }
    }

    Repeater {
        model: page.listing ? page.vm.others : []

        CaseCard {
            required property var modelData

            width: page.contentWidth
            elsewhere: true
            number: modelData.number
            name: modelData.name
            stateText: Sentences.state(modelData.state)
            at: modelData.at
            timeline: modelData.timeline
            missing: modelData.missing
            until: modelData.until
            place: modelData.place
            results: modelData.results
        }
    }

    Words {
        objectName: "casesElsewhere"
        visible: page.listing && text !== ""
        width: page.contentWidth
        text: page.vm.elsewhere === "asking" ? qsTr("Asking for your applications at other terminals…")
            : page.vm.elsewhere === "failed"
            ? qsTr("Your applications at other terminals cannot be looked up just now.")
            : page.vm.elsewhere === "stale"
            ? qsTr("To see your applications at other terminals, lay your ID card on the reader again.") : ""
        color: Theme.softInk
    }
}
