import QtQuick
import Kiosk

// Base of the pages: margins, a head that stays, content that scrolls, a dock, actions at the foot.
FocusScope {
    id: frame

    default property alias content: scroller.content
    property alias scroller: scroller
    property alias head: headColumn.data
    property alias dock: dockItem.data
    property alias actions: footItem.data
    property int contentWidth: Theme.landscape ? Math.min(width - 2 * Theme.margin, Theme.readingWidth + Theme.sideWidth)
                                               : width - 2 * Theme.margin

    // Brings an item of the scrolling part into view.
    function reveal(item: Item): void {
        for (let parent = item; parent; parent = parent.parent) {
            if (parent === scroller) {
                scroller.reveal(item);
                return;
            }
        }
    }

    Scroller {
        id: scroller

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.top: headColumn.bottom
        anchors.topMargin: headColumn.height > 0 ? Theme.space3 : 0
        anchors.bottom: dockItem.top
        anchors.bottomMargin: Theme.space2
        width: frame.contentWidth
    }

    Column {
        id: headColumn

        anchors.horizontalCenter: parent.horizontalCenter
        width: frame.contentWidth
        y: Theme.landscape ? Theme.space3 : Theme.space4 + Theme.space1
        spacing: Theme.space2
    }

    Item {
        id: dockItem

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: footItem.top
        anchors.bottomMargin: childrenRect.height > 0 ? Theme.space4 + Theme.space1 : 0
        width: frame.contentWidth
        height: childrenRect.height
    }

    Item {
        id: footItem

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.space3
        width: frame.contentWidth
        height: childrenRect.height
    }
}
