import QtQuick
import Kiosk

// The first thing to do on the home page: lay the card down.
Rectangle {
    id: hero

    property string readerState: "ready"
    property string problem
    property string applicant
    property bool buttons: true
    readonly property var sentence: Sentences.of(problem)
    readonly property bool troubled: readerState === "failed" || readerState === "noReader"

    signal scan()
    signal myCases()
    signal retry()

    implicitHeight: Theme.landscape ? drawing.height + words.implicitHeight + 3 * Theme.space4 + Theme.space2
                                    : Math.max(words.implicitHeight, drawing.height - Theme.space2) + 2 * Theme.space4
    radius: Theme.radiusLarge
    color: Theme.surface
    border.color: troubled ? Theme.attentionLine : Theme.line
    border.width: troubled ? Theme.line3 : Theme.hair

    Column {
        id: words

        anchors.left: parent.left
        anchors.leftMargin: Theme.landscape || Theme.senior ? Theme.space4 : Theme.space5
        anchors.right: Theme.landscape ? parent.right : drawing.left
        anchors.rightMargin: Theme.space3
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.landscape ? Theme.space4 : (parent.height - height) / 2
        spacing: Theme.space2

        Heading {
            width: parent.width
            size: Theme.landscape ? Theme.heading : Theme.title
            text: hero.readerState === "reading" ? qsTr("Reading, leave the card there")
                : hero.troubled && hero.problem !== "" ? hero.sentence.title
                : hero.readerState === "noReader" ? qsTr("Choose what you need below")
                : hero.applicant !== "" ? qsTr("Choose the next service")
                : qsTr("Lay your ID card on the reader")
        }

        Words {
            width: parent.width
            text: hero.troubled && hero.problem !== "" ? hero.sentence.advice
                : hero.readerState === "reading" ? qsTr("This takes a second or two.")
                : hero.applicant !== "" ? qsTr("%1, your card is known already.").arg(hero.applicant)
                : qsTr("See at once what you can apply for and how things stand.")
            size: Theme.landscape ? Theme.body : Theme.lead
            color: Theme.softInk
        }

        Row {
            visible: hero.buttons
            spacing: Theme.space2

            SecondaryButton {
                objectName: "homeMyCases"
                implicitHeight: Theme.buttonSmall
                radius: height / 2
                color: pressed ? Theme.actionWashPressed : Theme.actionWash
                size: Theme.lead
                padding: Theme.landscape ? Theme.space3 : Theme.space4
                text: qsTr("My applications")
                onActivated: hero.myCases()
            }

            SecondaryButton {
                objectName: hero.readerState === "failed" ? "identifyRetry" : "homeScan"
                implicitHeight: Theme.buttonSmall
                radius: height / 2
                size: Theme.lead
                padding: Theme.landscape ? Theme.space3 : Theme.space4
                text: hero.readerState === "failed" ? qsTr("Try again") : qsTr("Scan a code")
                onActivated: {
                    if (hero.readerState === "failed")
                        hero.retry();
                    else
                        hero.scan();
                }
            }
        }
    }

    SignDisc {
        visible: !drawing.visible
        anchors.centerIn: drawing
        implicitWidth: Math.round(drawing.width * 0.6)
    }

    CardDrawing {
        id: drawing

        visible: hero.applicant === "" || hero.troubled || hero.readerState === "reading"

        anchors.right: Theme.landscape ? undefined : parent.right
        anchors.rightMargin: Theme.senior ? Theme.space4 : Theme.space5
        anchors.horizontalCenter: Theme.landscape ? parent.horizontalCenter : undefined
        y: Theme.landscape ? Theme.space4 + Theme.space3 : parent.height - height - Theme.space4
        width: Theme.senior || Theme.landscape ? Theme.drawingSmall : Theme.drawing
        height: Math.round(width * 0.87)
        reading: hero.readerState === "reading"
    }
}
