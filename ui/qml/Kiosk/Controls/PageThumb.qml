import QtQuick
import Kiosk

// One page of papers, small, with its number; touched, it is looked at.
Pressable {
    id: thumb

    property url source
    property int number: 1
    property bool looked: false

    implicitWidth: Theme.button
    implicitHeight: Math.round(Theme.button * 1.3)
    radius: Theme.radiusSmall
    color: looked ? Theme.actionWash : Theme.surface
    border.color: looked ? Theme.action : Theme.edge
    border.width: looked ? Theme.stroke + Theme.hair : Theme.line3
    text: qsTr("Page %1").arg(number)
    Accessible.role: Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: looked

    Image {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: label.top
        anchors.margins: Theme.space1
        fillMode: Image.PreserveAspectFit
        cache: false
        sourceSize.height: thumb.height
        source: thumb.source
        Accessible.ignored: true
    }

    Words {
        id: label

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.hair
        size: Theme.small
        strong: true
        color: thumb.looked ? Theme.actionInk : Theme.softInk
        text: thumb.number
        Accessible.ignored: true
    }
}
