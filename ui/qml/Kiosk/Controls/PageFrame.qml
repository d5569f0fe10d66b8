import QtQuick
import Kiosk

// Base of the pages: a head that stays, content that scrolls, a dock, actions at the foot.
// What introduces the page (`intro`) leads the content on a tall screen and stands beside it on a
// wide one.
FocusScope {
    id: frame

    default property alias content: body.data
    property alias scroller: scroller
    property alias head: headColumn.data
    property alias intro: introColumn.data
    property alias dock: dockItem.data
    property alias actions: footItem.data
    property alias spacing: body.spacing
    readonly property bool beside: Theme.landscape && introColumn.children.length > 0
    readonly property int frameWidth: width - 2 * Theme.margin
    readonly property int introWidth: beside ? Math.round(frameWidth * 0.36) : frameWidth
    readonly property int contentWidth: beside ? frameWidth - introWidth - Theme.space6 : frameWidth
    // On a wide screen the keyboard needs the place of head and foot.
    readonly property bool cramped: Theme.landscape && Stage.keyboardShown

    // Before the content, so that keys and readers come to what introduces it first.
    Scroller {
        id: introPane

        visible: frame.beside
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.top: headColumn.bottom
        anchors.topMargin: headColumn.height > 0 ? Theme.space3 : 0
        anchors.bottom: footItem.top
        anchors.bottomMargin: Theme.space2
        width: frame.introWidth

        Item {
            id: introBeside

            width: parent.width
            implicitHeight: frame.beside ? introColumn.implicitHeight : 0
        }
    }

    Scroller {
        id: scroller

        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.top: headColumn.bottom
        anchors.topMargin: headColumn.height > 0 ? Theme.space3 : 0
        anchors.bottom: dockItem.top
        anchors.bottomMargin: Theme.space2
        width: frame.contentWidth

        Item {
            id: introSlot

            visible: !frame.beside && introColumn.children.length > 0
            width: parent.width
            implicitHeight: introColumn.implicitHeight
        }

        Column {
            id: body

            width: parent.width
            spacing: Theme.space3
        }
    }

    Column {
        id: introColumn

        parent: frame.beside ? introBeside : introSlot
        width: parent ? parent.width : 0
        spacing: Theme.space3
    }

    Column {
        id: headColumn

        visible: !frame.cramped
        anchors.horizontalCenter: parent.horizontalCenter
        width: frame.frameWidth
        height: visible ? implicitHeight : 0
        y: Theme.landscape ? Theme.space3 : Theme.space4 + Theme.space1
        spacing: Theme.space2
    }

    Item {
        id: dockItem

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: footItem.top
        anchors.bottomMargin: childrenRect.height > 0 ? Theme.space4 + Theme.space1 : 0
        width: frame.frameWidth
        height: childrenRect.height
    }

    Item {
        id: footItem

        visible: !frame.cramped
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: visible ? Theme.space3 : 0
        width: frame.frameWidth
        height: visible ? childrenRect.height : 0
    }
}
