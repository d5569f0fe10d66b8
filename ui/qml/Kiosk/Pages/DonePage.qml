import QtQuick
import Kiosk
import Kiosk.ViewModels

// Handed in: the number, what happens next, the paper or its code.
PageFrame {
    id: page

    required property DoneViewModel vm
    required property AppViewModel app

    readonly property var problem: Sentences.of(vm.printProblem)
    readonly property bool paperless: vm.printState === "failed" || vm.printState === "unknown"

    intro: Card {
        width: parent.width
        padding: Theme.space4
        spacing: Theme.space3

        StateLine {
            width: parent.width
            title: page.vm.state === "accepted" ? qsTr("Accepted")
                 : page.vm.state === "delivered" ? qsTr("Sent and received")
                 : qsTr("Saved in this terminal")
            text: page.vm.state === "accepted" ? qsTr("The office has taken it on. You need not come again.")
                : page.vm.state === "delivered" ? qsTr("The platform has it. The office looks at it next.")
                : qsTr("It is sent by itself once there is a network. You need not come again.")
        }

        Rectangle {
            width: parent.width
            height: Theme.hair
            color: Theme.line
        }

        Column {
            width: parent.width

            Words {
                width: parent.width
                text: qsTr("Number of your receipt")
                color: Theme.softInk
            }

            Words {
                width: parent.width
                text: page.vm.number
                size: Theme.display
                strong: true
                lineHeight: Theme.leadingTight
                color: Theme.actionInk
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.heading
                wrapMode: Text.NoWrap
            }
        }

        PrintLine {
            width: parent.width
            printState: page.vm.printState
            onReprint: page.vm.reprint()
        }
    }
    actions: ActionRow {
        width: parent.width
        even: true
        backText: qsTr("Do another thing")
        backName: "doneAnother"
        nextText: qsTr("I am finished")
        nextName: "doneFinish"
        onBack: page.vm.another()
        onNext: page.vm.finish()
    }

    Card {
        visible: page.paperless
        width: parent.width
        color: Theme.attentionWash
        border.color: Theme.attentionLine

        Row {
            width: parent.width
            spacing: Theme.space4

            Rectangle {
                id: codeFrame

                width: Theme.picture
                height: width
                radius: Theme.radiusSmall
                color: Theme.paper

                Image {
                    anchors.fill: parent
                    anchors.margins: Theme.space2
                    source: page.paperless ? page.vm.qr : ""
                    sourceSize.width: width
                    sourceSize.height: height
                    fillMode: Image.PreserveAspectFit
                    smooth: false
                    cache: false
                    Accessible.role: Accessible.Graphic
                    Accessible.name: qsTr("Code of your receipt")
                }
            }

            Column {
                width: parent.width - codeFrame.width - parent.spacing
                anchors.verticalCenter: codeFrame.verticalCenter
                spacing: Theme.space2

                SectionTitle {
                    width: parent.width
                    text: page.vm.printState === "unknown" ? qsTr("Did your receipt come out?") : page.problem.title
                    color: Theme.attentionInk
                }

                Words {
                    width: parent.width
                    text: page.vm.printState === "unknown"
                          ? qsTr("The printer gave no word. If no paper came, take a picture of this code: it is your receipt.")
                          : page.problem.advice
                    color: Theme.attentionInk
                }
            }
        }

        Row {
            visible: page.vm.printState === "unknown"
            width: parent.width
            spacing: Theme.space2

            SecondaryButton {
                objectName: "donePaperYes"
                width: (parent.width - parent.spacing) / 2
                implicitHeight: Theme.buttonSmall + Theme.space1
                icon: "check"
                size: Theme.lead
                text: qsTr("Yes, I have it")
                onActivated: page.vm.paperCameOut(true)
            }

            SecondaryButton {
                objectName: "donePaperNo"
                width: (parent.width - parent.spacing) / 2
                implicitHeight: Theme.buttonSmall + Theme.space1
                icon: "cross"
                size: Theme.lead
                text: qsTr("No paper came")
                onActivated: page.vm.paperCameOut(false)
            }
        }
    }

    SectionTitle {
        visible: page.vm.timeline.length > 0
        width: parent.width
        topPadding: Theme.space1
        text: qsTr("What happens next")
    }

    Timeline {
        width: parent.width
        entries: page.vm.timeline
    }

    Item {
        width: parent.width
        height: Theme.line4
    }

    Banner {
        width: parent.width
        icon: page.vm.takeCard ? "card" : "phone"
        title: page.vm.takeCard ? qsTr("Take your ID card and papers with you") : qsTr("Any questions?")
        text: page.vm.phone === "" ? "" : qsTr("For questions call %1").arg(page.vm.phone)
    }
}
