import QtQuick
import Kiosk

// One answer to check: question, answer, change.
Item {
    id: row

    property string ref
    property string label
    property string value
    property string source
    property string picture                 // of what was drawn or photographed
    property bool changeable: true
    property bool first: false

    signal change()

    implicitHeight: Math.max(Theme.target + Theme.space2, words.implicitHeight + Theme.space3,
                             thumbnail.visible ? thumbnail.height + Theme.space3 : 0)

    Rectangle {
        visible: !row.first
        width: parent.width
        height: Theme.hair
        color: Theme.line
    }

    // Small: the words beside it say what it is, the page behind "Change" shows it large.
    Rectangle {
        id: thumbnail

        visible: row.picture !== ""
        anchors.left: parent.left
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.thumbnail
        height: Theme.thumbnail
        radius: Theme.radiusSmall
        color: Theme.paper
        border.color: Theme.line
        border.width: Theme.hair

        Image {
            objectName: "thumbnail_" + row.ref
            anchors.fill: parent
            anchors.margins: Theme.line4
            fillMode: Image.PreserveAspectFit
            cache: false
            sourceSize.width: width
            sourceSize.height: height
            source: row.picture
            Accessible.ignored: true
        }
    }

    Column {
        id: words

        spacing: Theme.hair
        anchors.left: thumbnail.visible ? thumbnail.right : parent.left
        anchors.leftMargin: thumbnail.visible ? Theme.space3 : 0
        anchors.right: button.visible ? button.left : parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            text: row.source === "" ? row.label : row.label + "  ·  " + row.source
            size: Theme.small
            color: Theme.softInk
        }

        Words {
            width: parent.width
            text: row.value === "" ? qsTr("not filled in") : row.value
            size: Theme.strong
            personal: row.value !== ""
            color: row.value === "" ? Theme.softInk : Theme.ink
        }
    }

    SecondaryButton {
        id: button

        objectName: "change_" + row.ref
        visible: row.changeable
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        implicitHeight: Theme.target
        border.width: Theme.hair
        padding: Theme.space3
        size: Theme.body
        text: qsTr("Change")
        Accessible.name: qsTr("Change: %1").arg(row.label)
        onActivated: row.change()
    }
}
