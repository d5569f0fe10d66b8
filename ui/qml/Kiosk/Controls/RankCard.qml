import QtQuick
import Kiosk

// One choice in an order: its place, its words, a button up and a button down.
FocusScope {
    id: card

    property string ref
    property string value
    property string text
    property string image
    property int place: 1
    property bool last: false
    property bool lit: false
    property bool settled: false

    signal up()
    signal down()

    objectName: "rankCard_" + ref + "_" + value
    implicitHeight: Math.max(Theme.buttonSmall, words.implicitHeight) + 2 * Theme.space2
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("Place %1: %2").arg(place).arg(text)

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: card.lit ? Theme.actionWash : Theme.surface
        border.color: card.lit ? Theme.action : Theme.line
        border.width: card.lit ? Theme.line3 : Theme.hair
    }

    Rectangle {
        id: disc

        anchors.left: parent.left
        anchors.leftMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.badge - Theme.space2
        height: width
        radius: width / 2
        color: card.settled ? Theme.action : Theme.surface
        border.color: card.settled ? Theme.action : Theme.edge
        border.width: Theme.line3

        Words {
            anchors.centerIn: parent
            text: card.place
            size: Theme.strong
            strong: true
            color: card.settled ? Theme.actionText : Theme.ink
            Accessible.ignored: true
        }
    }

    FormPicture {
        id: picture

        anchors.left: disc.right
        anchors.leftMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        width: visible ? Theme.buttonSmall : 0
        tallest: Theme.buttonSmall - Theme.space2
        name: card.image
    }

    Words {
        id: words

        anchors.left: picture.visible ? picture.right : disc.right
        anchors.leftMargin: Theme.space2
        anchors.right: keys.left
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        text: card.text
        size: Theme.strong
        Accessible.ignored: true
    }

    Row {
        id: keys

        readonly property int each: Math.max(upKey.implicitWidth, downKey.implicitWidth)

        anchors.right: parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.space2

        // A key that has nothing to do leaves its place empty, so that the others stay in theirs.
        Item {
            width: keys.each
            height: Theme.buttonSmall

            SecondaryButton {
                id: upKey

                objectName: "rankUp_" + card.ref + "_" + card.value
                anchors.fill: parent
                visible: card.place > 1
                guarded: false
                icon: "up"
                size: Theme.lead
                padding: Theme.space2
                text: qsTr("Up")
                Accessible.name: qsTr("Move up: %1, now at place %2").arg(card.text).arg(card.place)
                onActivated: {
                    card.up();
                    if (card.place === 1)
                        downKey.forceActiveFocus(Qt.OtherFocusReason);
                }
            }
        }

        Item {
            width: keys.each
            height: Theme.buttonSmall

            SecondaryButton {
                id: downKey

                objectName: "rankDown_" + card.ref + "_" + card.value
                anchors.fill: parent
                visible: !card.last
                guarded: false
                icon: "down"
                size: Theme.lead
                padding: Theme.space2
                text: qsTr("Down")
                Accessible.name: qsTr("Move down: %1, now at place %2").arg(card.text).arg(card.place)
                onActivated: {
                    card.down();
                    if (card.last)
                        upKey.forceActiveFocus(Qt.OtherFocusReason);
                }
            }
        }
    }
}
