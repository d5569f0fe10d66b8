pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// What a service needs, before anybody begins it.
PageFrame {
    id: page

    required property GuideViewModel vm
    required property AppViewModel app

    function figureName(label: string, count: string): string {
        const one = count === "1";
        return label === "materials" ? (one ? qsTr("paper") : qsTr("papers"))
             : label === "steps" ? (one ? qsTr("step") : qsTr("steps"))
             : label === "days" ? (one ? qsTr("day") : qsTr("days")) : label;
    }

    readonly property var obstacle: Sentences.of(vm.problem)

    intro: [
        Heading {
            width: parent.width
            text: page.vm.itemName
        },
        Banner {
            width: parent.width
            title: page.obstacle.title
            text: page.obstacle.advice
        },
        Words {
            visible: text !== ""
            width: parent.width
            text: page.vm.summary
            size: Theme.lead
            color: Theme.softInk
        },
        Row {
            width: parent.width
            spacing: Theme.gap

            Repeater {
                id: figures

                model: page.vm.figures

                FigureTile {
                    required property var modelData

                    width: (page.introWidth - (figures.count - 1) * Theme.gap) / figures.count
                    label: page.figureName(modelData.label, after)
                    before: String(modelData.before)
                    after: String(modelData.after)
                }
            }
        }
    ]
    actions: ActionRow {
        width: parent.width
        nextText: qsTr("Begin")
        nextName: "guideStart"
        onBack: page.vm.back()
        onNext: page.vm.start()
    }

    Card {
        visible: page.vm.materials.length > 0
        width: parent.width

        SectionTitle {
            width: parent.width
            text: qsTr("What to bring")
        }

        Repeater {
            model: page.vm.materials

            TickLine {
                required property var modelData

                width: parent.width
                text: modelData.required ? modelData.name : qsTr("%1 (if you have it)").arg(modelData.name)
                note: modelData.how
            }
        }
    }

    Row {
        width: parent.width
        spacing: Theme.gap

        SecondaryButton {
            id: slip

            objectName: "guidePrint"
            enabled: page.vm.slip !== "printing"
            icon: "printer"
            text: qsTr("Print this list")
            onActivated: page.vm.printSlip()
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - slip.width - parent.spacing
            text: page.vm.slip === "printing" ? qsTr("Printing, look at the slot below")
                : page.vm.slip === "printed" ? qsTr("Printed, take it with you")
                : page.vm.slip === "failed" ? qsTr("Not printed. Read it here, or ask the staff.")
                : ""
            color: Theme.softInk
            Accessible.role: Accessible.StatusBar
        }
    }

    Card {
        width: parent.width
        spacing: Theme.space1 + Theme.line4

        SectionTitle {
            width: parent.width
            text: qsTr("Good to know")
        }

        Repeater {
            model: [
                { label: qsTr("Fee"), value: page.vm.fee },
                { label: qsTr("Time"), value: page.vm.limit },
                { label: qsTr("You receive"), value: page.vm.result },
                { label: qsTr("Decided by"), value: page.vm.whoDecides },
                { label: qsTr("Questions"), value: page.vm.phone }
            ].filter(fact => fact.value !== "")

            FactRow {
                required property var modelData

                width: parent.width
                label: modelData.label
                value: modelData.value
                personal: false
            }
        }
    }

    Card {
        visible: page.vm.steps.length > 0
        width: parent.width

        SectionTitle {
            width: parent.width
            text: qsTr("How it goes")
        }

        Repeater {
            model: page.vm.steps

            NumberLine {
                required property string modelData
                required property int index

                width: parent.width
                number: index + 1
                text: modelData
            }
        }
    }
}
