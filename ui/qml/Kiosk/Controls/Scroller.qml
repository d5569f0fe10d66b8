pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Vertical scrolling with a large "more" button: nobody needs to know how to swipe.
//
// At the edges the content fades, so that a line cut in half reads as "it goes on".
// What lies outside the view is covered, not clipped: the software renderer draws shapes that are
// clipped away whole as if they were not clipped. What must stay visible above or below (head,
// foot, header, access bar) is declared after the scroller.
Item {
    id: scroller

    default property alias content: column.data
    property alias spacing: column.spacing
    property alias contentY: flick.contentY
    property int bottomPadding: Theme.space3
    readonly property bool overflowing: flick.contentHeight > height + 1
    readonly property bool atEnd: flick.contentY + flick.height >= flick.contentHeight - Theme.space3
    readonly property int viewportHeight: flick.height

    function limited(y: real): real {
        return Math.max(0, Math.min(y, flick.contentHeight - flick.height));
    }

    function moveTo(y: real): void {
        slide.stop();
        slide.to = limited(y);
        slide.start();
    }

    // Brings an item of the content into view.
    function reveal(item: Item): void {
        if (!overflowing || !item)
            return;
        const top = item.mapToItem(column, 0, 0).y - Theme.space3;
        const bottom = top + item.height + 2 * Theme.space3;
        if (top < flick.contentY)
            flick.contentY = limited(top);
        else if (bottom > flick.contentY + flick.height)
            flick.contentY = limited(Math.min(top, bottom - flick.height));
    }

    Flickable {
        id: flick

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: scroller.overflowing ? strip.top : parent.bottom
        contentWidth: width
        contentHeight: column.implicitHeight + scroller.bottomPadding
        flickableDirection: Flickable.VerticalFlick
        boundsBehavior: Flickable.StopAtBounds
        interactive: scroller.overflowing
        pixelAligned: true

        Column {
            id: column

            width: flick.width
            spacing: Theme.space3
        }

        NumberAnimation {
            id: slide

            target: flick
            property: "contentY"
            duration: Theme.scrollMs
            easing.type: Easing.OutQuad
        }
    }

    Cover {
        anchors.bottom: flick.top
        visible: scroller.overflowing
    }

    Cover {
        anchors.top: flick.bottom
        visible: scroller.overflowing
    }

    Fade {
        anchors.top: flick.top
        visible: flick.contentY > 1
        downwards: false
    }

    Fade {
        anchors.bottom: flick.bottom
        visible: scroller.overflowing && !scroller.atEnd
    }

    component Fade: Rectangle {
        id: fade

        property bool downwards: true

        x: -Theme.space2
        width: parent ? parent.width + 2 * Theme.space2 : 0
        height: Theme.fade
        gradient: Gradient {
            GradientStop {
                position: fade.downwards ? 0 : 0.1
                color: fade.downwards ? Qt.alpha(Theme.ground, 0) : Theme.ground
            }

            GradientStop {
                position: fade.downwards ? 0.9 : 1
                color: fade.downwards ? Theme.ground : Qt.alpha(Theme.ground, 0)
            }
        }
    }

    component Cover: Rectangle {
        x: -Theme.space2
        width: parent ? parent.width + 2 * Theme.space2 : 0
        height: Theme.stageHeight
        color: Theme.ground

        MouseArea {
            anchors.fill: parent
        }
    }

    // Up and more keep their places, so that nothing jumps while reading.
    Item {
        id: strip

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: Theme.buttonSmall + Theme.space2
        visible: scroller.overflowing

        SecondaryButton {
            objectName: "scrollUp"
            anchors.left: parent.left
            anchors.bottom: parent.bottom
            anchors.right: parent.horizontalCenter
            anchors.rightMargin: Theme.space1
            height: Theme.buttonSmall
            visible: flick.contentY > 1
            text: qsTr("Up")
            icon: "up"
            size: Theme.lead
            takesFocus: false
            guarded: false
            onActivated: scroller.moveTo(flick.contentY - flick.height + Theme.space7)
        }

        SecondaryButton {
            objectName: "scrollMore"
            anchors.left: parent.horizontalCenter
            anchors.leftMargin: Theme.space1
            anchors.bottom: parent.bottom
            anchors.right: parent.right
            height: Theme.buttonSmall
            visible: !scroller.atEnd
            text: qsTr("More")
            icon: "down"
            size: Theme.lead
            takesFocus: false
            guarded: false
            onActivated: scroller.moveTo(flick.contentY + flick.height - Theme.space7)
        }
    }
}
