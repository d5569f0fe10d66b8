import QtQuick
import Kiosk

// The foot of a page: back on the left, the one action on the right, always in the same place.
Item {
    id: row

    property string backText: qsTr("Back")
    property string backName: "pageBack"
    property string nextText
    property string nextName: "pageNext"
    property bool nextEnabled: true
    property bool even: false
    property alias hasBack: backButton.visible

    signal back()
    signal next()

    implicitHeight: Theme.button

    SecondaryButton {
        id: backButton

        objectName: row.backName
        anchors.left: parent.left
        width: !nextButton.visible ? Math.min(parent.width, Theme.readingWidth / 3)
             : row.even ? (parent.width - Theme.space3) / 2
             : Math.round((parent.width - Theme.space3) * 0.32)
        height: parent.height
        text: row.backText
        onActivated: row.back()
    }

    PrimaryButton {
        id: nextButton

        objectName: row.nextName
        visible: row.nextText !== ""
        enabled: row.nextEnabled
        anchors.right: parent.right
        anchors.left: backButton.visible ? backButton.right : parent.left
        anchors.leftMargin: backButton.visible ? Theme.space3 : 0
        height: parent.height
        text: row.nextText
        size: Theme.heading
        onActivated: row.next()
    }
}
