import QtQuick
import Kiosk
import Kiosk.ViewModels

// Handed in: the number and its code, the paper, what happens next.
PageFrame {
    id: page

    required property DoneViewModel vm
    required property AppViewModel app

    readonly property var problem: Sentences.of(vm.printProblem)
    readonly property bool paperless: vm.printState === "failed" || vm.printState === "unknown"

    intro: [
        Card {
            width: parent.width
            padding: Theme.landscape ? Theme.space3 : Theme.space4
            spacing: Theme.landscape ? Theme.space2 : Theme.space3

            StateLine {
                width: parent.width
                title: page.vm.state === "accepted" ? qsTr("Accepted")
                     : page.vm.state === "delivered" ? qsTr("Sent and received")
                     : qsTr("Saved in this terminal")
                text: page.vm.state === "accepted" ? qsTr("The office has taken it on. Come here any time to see how it goes.")
                    : page.vm.state === "delivered" ? qsTr("It has arrived. The office looks at it next.")
                    : page.app.online ? qsTr("It is being sent now. You need not come again.")
                    : qsTr("It is sent by itself once there is a network. You need not come again.")
            }

            Rectangle {
                width: parent.width
                height: Theme.hair
                color: Theme.line
            }

            Item {
                width: parent.width
                height: Math.max(receiptWords.height, code.visible ? code.height : 0)

                Column {
                    id: receiptWords

                    anchors.left: parent.left
                    anchors.right: code.visible ? code.left : parent.right
                    anchors.rightMargin: code.visible ? Theme.space3 : 0
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: Theme.landscape ? Theme.space1 : Theme.space3

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

                    // Without word from the printer the question below says it all.
                    PrintLine {
                        visible: page.vm.printState !== "unknown"
                        width: parent.width
                        printState: page.vm.printState
                        onReprint: page.vm.reprint()
                    }
                }

                ReceiptCode {
                    id: code

                    visible: !Theme.landscape && page.vm.qr !== ""
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    width: Theme.code
                    source: visible ? page.vm.qr : ""
                }
            }
        },
        Banner {
            visible: Theme.landscape
            width: parent.width
            icon: farewell.icon
            title: farewell.title
            text: farewell.text
        }
    ]
    // What must not be forgotten stays in sight however long the page is.
    dock: Banner {
        id: farewell

        visible: !Theme.landscape
        width: parent.width
        height: visible ? implicitHeight : 0
        icon: page.vm.takeCard ? "card" : "phone"
        title: page.vm.takeCard ? qsTr("Take your ID card and papers with you") : qsTr("Any questions?")
        text: page.vm.phone === "" || (Theme.senior && page.vm.takeCard) ? "" : qsTr("For questions call %1").arg(page.vm.phone)
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

    Item {
        width: parent.width
        height: Math.max(story.height, codeBeside.visible ? codeBeside.height : 0)

        Column {
            id: story

            anchors.left: parent.left
            anchors.right: codeBeside.visible ? codeBeside.left : parent.right
            anchors.rightMargin: codeBeside.visible ? Theme.space4 : 0
            spacing: Theme.space3

            Card {
                visible: page.paperless
                width: parent.width
                padding: Theme.space3
                color: Theme.attentionWash
                border.color: Theme.attentionLine

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
                text: qsTr("What happens next")
            }

            Timeline {
                width: parent.width
                entries: page.vm.timeline
            }
        }

        ReceiptCode {
            id: codeBeside

            visible: Theme.landscape && page.vm.qr !== ""
            anchors.right: parent.right
            width: Theme.code
            source: visible ? page.vm.qr : ""
        }
    }
}
